import { type Kind, RequestError } from '@stopover/core';
import { type Recipe, type RecipeFields, recipe } from '@stopover/training';

/** What a stage is trained for: each has its own place for changes in the study file. */
export type Role = 'intermediate' | 'target';

/** A recipe as the study file gives it: a published base and the study's own changes. */
export interface StudyRecipe {
  readonly base: BaseRecipe;
  /** Changes for every stage. */
  readonly all: RecipeFields;
  readonly intermediate: RecipeFields;
  readonly target: RecipeFields;
  readonly shots: RecipeFields;
  /** Masked-language modelling on text in the language. */
  readonly text: RecipeFields;
}

interface Published {
  readonly all: RecipeFields;
  readonly kinds: Partial<Record<Kind, RecipeFields>>;
}

const published = {
  /**
   * The settings that the authors of the 2020 study published in jiant (scripts/benchmarks/xtreme): learning rate 1e-5,
   * linear decay after 10 % warmup, best of the evaluations on 500 English development examples every 1,000 steps, at
   * most 30 of them without improvement. It has no multiple choice: XTREME-R's train_xcopa.sh (5 epochs, batch 32,
   * 128 tokens) fills that place, and its LAReQA settings those of ranking (Mewsli-X has 1e-5, 2 epochs, batch 32 and
   * 64 tokens: a study of it should say `target`). Retrieval is evaluated at 512 tokens.
   */
  jiant: {
    all: { learningRate: 1e-5, evalSteps: 1000, patience: 30, selectionExamples: 500 },
    kinds: {
      classification: { epochs: 2, batchSize: 32, maxLength: 256 },
      choice: { epochs: 5, batchSize: 32, maxLength: 128 },
      span: { epochs: 2, batchSize: 16, maxLength: 384, docStride: 128 },
      tagging: { epochs: 10, batchSize: 32, maxLength: 256 },
      ranking: { learningRate: 2e-5, epochs: 3, batchSize: 16, maxLength: 256 },
      bitext: { maxLength: 512 },
    },
  },
  /**
   * The settings of the scripts released with XTREME and XTREME-R: AdamW without weight decay, linear decay without
   * warmup; question answering has 500 warmup steps, weight decay 1e-4 and keeps its last model. PAWS-X's script has
   * learning rate 2e-5 where XNLI's has 3e-5: the kind takes XNLI's, a study of PAWS-X should say `target`.
   */
  xtreme: {
    all: { weightDecay: 0, warmupRatio: 0, evalSteps: 100 },
    kinds: {
      classification: { learningRate: 3e-5, epochs: 5, batchSize: 32, maxLength: 128 },
      choice: { learningRate: 3e-5, epochs: 5, batchSize: 32, maxLength: 128 },
      span: {
        learningRate: 3e-5,
        epochs: 3,
        batchSize: 32,
        maxLength: 384,
        docStride: 128,
        warmupSteps: 500,
        weightDecay: 1e-4,
        select: 'last',
      },
      tagging: { learningRate: 2e-5, epochs: 10, batchSize: 32, maxLength: 128 },
      ranking: { learningRate: 2e-5, epochs: 3, batchSize: 16, maxLength: 256 },
      bitext: { maxLength: 512 },
    },
  },
} satisfies Record<string, Published>;

export type BaseRecipe = keyof typeof published;
export const baseRecipes: readonly [BaseRecipe, ...BaseRecipe[]] = ['jiant', 'xtreme'];

const fieldsOf = (base: BaseRecipe, kind: Kind): RecipeFields => {
  const { all, kinds }: Published = published[base];
  return { ...all, ...kinds[kind] };
};

/**
 * The recipe of a stage trained on English data of one kind: the published base, then `all`, then the role's changes, then its own.
 * @throws RequestError for a share of warm-up that the base's number of steps would win over.
 */
export function recipeFor(study: StudyRecipe, role: Role, kind: Kind, own: RecipeFields = {}): Recipe {
  const written = { ...study.all, ...study[role], ...own };
  checkWarmup(study.base, kind, written);
  return recipe({ ...fieldsOf(study.base, kind), ...written });
}

/** Of the two fields steps win, and those of the base stand in no study file: the share would be passed over in silence. */
function checkWarmup(base: BaseRecipe, kind: Kind, { warmupRatio, warmupSteps }: RecipeFields): void {
  const steps = fieldsOf(base, kind).warmupSteps ?? null;
  if (steps === null || warmupRatio === undefined || warmupSteps !== undefined) return;
  throw new RequestError({
    where: 'recipe: warmupRatio',
    what: `the base ${base} warms a ${kind} training up for ${steps} steps, which win over the share ${warmupRatio}`,
    remedy: `Write \`warmupSteps: null\` beside it where the share is meant, or \`warmupSteps: ${steps}\` where those are.`,
  });
}

/**
 * The recipe of a mixture: that of its kind with the longest sequences, which bounds the memory. It keeps its last
 * model, because no one English development set speaks for several tasks, or the average that it asks for itself.
 */
export function mixtureRecipe(study: StudyRecipe, kinds: readonly Kind[], own: RecipeFields = {}): Recipe {
  const [longest] = kinds
    .map((kind) => recipeFor(study, 'intermediate', kind, own))
    .sort((a, b) => b.maxLength - a.maxLength);
  return recipe({ ...longest, select: unselected(own), patience: null });
}

/** How a training without development rows keeps its model: an average needs none. */
const unselected = ({ select }: RecipeFields): Recipe['select'] => (select === 'average' ? select : 'last');

/**
 * Further training on k labelled target-language examples: at most 50 epochs at a constant learning rate (Zhao et al. 2021:
 * 50 epochs, batch 32, rates from 1e-5; Schmidt et al. 2022: 50 epochs, no scheduler). Above 100 examples our own rule: as
 * many examples are seen as with 100, and 5 epochs at least.
 * Never selects, unlike Zhao et al., who stop early on target-language development rows: those would be labelled
 * examples beyond the k, so the last model is kept, or the average that the study writes for shots.
 */
export function shotsRecipe(study: StudyRecipe, kind: Kind, k: number, own: RecipeFields = {}): Recipe {
  const { maxLength, docStride } = { ...study.target, ...own };
  return recipe({
    ...fieldsOf(study.base, kind),
    learningRate: 1e-5,
    batchSize: 32,
    epochs: Math.max(5, Math.min(50, Math.round(5000 / k))),
    schedule: 'constant',
    warmupRatio: 0,
    warmupSteps: null,
    ...study.all,
    // Sequences are as long as in the trainings before, and in the evaluations.
    ...(maxLength !== undefined && { maxLength }),
    ...(docStride !== undefined && { docStride }),
    ...study.shots,
    select: unselected(study.shots),
    patience: null,
    maxExamples: null,
  });
}

/**
 * Adaptation to a language by its text: continued masked-language modelling at the rate of Ebrahimi and Kann (2021),
 * one pass unless the study says more. Never selects: there is nothing to select on.
 */
export function textRecipe(study: StudyRecipe): Recipe {
  return recipe({
    ...{ learningRate: 2e-5, epochs: 1, batchSize: 32, maxLength: 256 },
    ...study.all,
    ...study.text,
    ...{ select: unselected(study.text), patience: null, maxExamples: null },
  });
}
