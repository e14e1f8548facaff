// The trials of a sweep from one base model, and the targets and intermediates with the recipes that they chose.
import { type AnyTask, english, type Problem } from '@stopover/core';
import { type Availability, available, unavailable } from '@stopover/data';
import { candidateInWords, type PlannedSweep, type SweepChoice } from '../records/sweep.ts';
import type { Store } from '../store/store.ts';
import { recipeFor } from '../study-file/named-recipes.ts';
import { placebosOf } from '../study-file/placebos.ts';
import { isSwept } from '../study-file/study-sweep.ts';
import type { Candidate, Sweep } from '../study-file/sweep-candidates.ts';
import { type PlannedIntermediate, trainIntermediate } from './english-stages.ts';
import { PathWalker } from './path-walker.ts';
import type { PlanContext } from './plan-context.ts';
import type { ParentModel, StageRegistry } from './stage-registry.ts';
import { choiceKey, chooseAmong, jsonOf, type Tried } from './sweep-choice.ts';
import type { EnglishTraining, StudyTarget } from './targets.ts';

/** What grids are planned of. */
export interface Sweepable {
  readonly targets: readonly StudyTarget[];
  readonly planned: readonly PlannedIntermediate[];
}

/** A base model as a study names it. */
interface Base {
  readonly model: ParentModel;
  readonly name: string;
}

/** One training that is swept. */
interface Swept extends Pick<SweepChoice, 'role' | 'name' | 'training' | 'controls'> {
  /** Whose development rows score it. */
  readonly task: AnyTask | undefined;
  readonly candidates: readonly Candidate[];
  /** How the model is kept: what is not `best` has no score. */
  readonly select: string;
  /** Asks for the training with a candidate; `title` names that. */
  readonly train: (fields: Candidate, seed: number, title: string, registry: StageRegistry) => Promise<Reached>;
}

type Reached = Availability<ParentModel>;

/** A choice of a plan with what registers its trials. */
export interface PlannedChoice {
  readonly choice: SweepChoice;
  /** Why its trials cannot be made; they are missed only where a cell depends on the choice. */
  readonly problem: Problem | undefined;
  readonly register: (registry: StageRegistry) => Promise<void>;
}

/** What is planned from one base model. */
export interface SweptModel extends Sweepable {
  readonly choices: readonly PlannedChoice[];
}

/**
 * Plans the trials from one base model, which are trainings of the base model itself, and takes the choices that the
 * store has or can give; of others the first candidate stands in.
 */
export async function sweepModel(
  context: PlanContext,
  base: Base,
  all: Sweepable,
  store: Store | undefined,
): Promise<SweptModel> {
  const { sweep } = context.study;
  if (!sweep) return { ...all, choices: [] };
  const choices: PlannedChoice[] = [];
  const chosen = new Map<string, Candidate>();
  for (const swept of sweptOf(context, base, all)) {
    const planned = await plannedChoice(context, swept, { sweep, base, store });
    // Trials that are to be run are titled by what they try; one that was chosen is a stage of the grid.
    if (planned.choice.chosen === null) await planned.register(context.registry);
    choices.push(planned);
    const fields = swept.candidates[planned.choice.chosen ?? 0] ?? {};
    for (const name of [swept.name, ...swept.controls]) chosen.set(placeOf(swept.role, name, swept.training), fields);
  }
  const targets = sweep.candidates.target ? all.targets.flatMap(byTraining) : all.targets;
  return {
    choices,
    targets: targets.map((target) => {
      const fields = chosen.get(placeOf('target', target.task.name, target.trainings[0]?.name ?? ''));
      return fields ? { ...target, recipe: { ...target.recipe, ...fields } } : target;
    }),
    planned: all.planned.map((one) => {
      const fields = chosen.get(placeOf('intermediate', one.chosen.name, ''));
      return fields ? { ...one, chosen: { ...one.chosen, recipe: { ...one.chosen.recipe, ...fields } } } : one;
    }),
  };
}

const placeOf = (role: string, name: string, training: string): string => JSON.stringify([role, name, training]);

/** Each list of training tasks may have another recipe. */
const byTraining = (target: StudyTarget): StudyTarget[] =>
  target.trainings.map((training) => ({ ...target, trainings: [training] }));

/** Everything from one base model that has development rows to be chosen on. */
function sweptOf(context: PlanContext, base: Base, { targets, planned }: Sweepable): Swept[] {
  const candidates: Sweep['candidates'] = context.study.sweep?.candidates ?? {};
  const controls = Object.entries(placebosOf(context.study.intermediates));
  return [
    ...planned.flatMap((one) => {
      if (!candidates.intermediate || !isSwept(one.chosen)) return [];
      const own = controls.flatMap(([control, name]) => (name === one.chosen.name ? [control] : []));
      return [sweptIntermediate(context, base, one, { candidates: candidates.intermediate, controls: own })];
    }),
    ...targets.flatMap((target) =>
      target.trainings.flatMap((training) => {
        if (!candidates.target || training.tasks.length === 0) return [];
        return [sweptTarget(context, base, { target, training }, candidates.target)];
      }),
    ),
  ];
}

function sweptIntermediate(
  context: PlanContext,
  { model }: Base,
  one: PlannedIntermediate,
  own: Pick<Swept, 'candidates' | 'controls'>,
): Swept {
  const { chosen } = one;
  const [task] = one.tasks;
  const { study } = context;
  return {
    ...own,
    ...{ role: 'intermediate', name: chosen.name, training: '', task },
    select: task ? recipeFor(study.recipe, 'intermediate', task.kind, chosen.recipe).select : 'last',
    train: (fields, seed, title, registry) => {
      const called = title === '' ? chosen.name : `${chosen.name} (${title})`;
      const tried = { ...chosen, name: called, recipe: { ...chosen.recipe, ...fields } };
      return trainIntermediate({ ...context, registry }, model, { ...one, chosen: tried }, seed);
    },
  };
}

function sweptTarget(
  context: PlanContext,
  { model }: Base,
  { target, training }: { readonly target: StudyTarget; readonly training: EnglishTraining },
  candidates: readonly Candidate[],
): Swept {
  const { study } = context;
  const selection = study.selections.length > 0 ? ('best' as const) : undefined;
  const { kind, name } = target.task;
  return {
    ...{ role: 'target', name, training: training.name, controls: [], candidates },
    // Of several tasks the last one's rows choose: it is the last that is trained.
    task: training.tasks.at(-1),
    select: selection ?? recipeFor(study.recipe, 'target', kind, target.recipe).select,
    train: async (fields, seed, title, registry) => {
      const walker = new PathWalker({ ...context, registry }, model);
      const tried = { ...target, recipe: { ...target.recipe, ...fields } };
      const walk = { target: tried, training, intermediate: undefined, seed, language: null, draw: null, selection };
      const reached = await walker.walk([english()], walker.start, { ...walk, ...(title !== '' && { trial: title }) });
      return reached.ok ? available(reached.value.model) : reached;
    },
  };
}

async function plannedChoice(
  { registry, study }: PlanContext,
  swept: Swept,
  { sweep, base, store }: { readonly sweep: Sweep; readonly base: Base; readonly store: Store | undefined },
): Promise<PlannedChoice> {
  const { role, name, training, controls, task, candidates, train } = swept;
  // Keys are wanted before the stages have their titles.
  const draft = registry.empty();
  const tried: Tried[] = [];
  let reason = swept.select === 'best' ? undefined : `its model is kept by select: ${swept.select}`;
  for (const fields of candidates) {
    const trials: { seed: number; stage: string }[] = [];
    for (const seed of sweep.seeds) {
      const reached: Reached = reason === undefined ? await train(fields, seed, '', draft) : unavailable(reason);
      if (!reached.ok) reason ??= reached.reason;
      else if ('stage' in reached.value.origin) trials.push({ seed, stage: reached.value.origin.stage });
    }
    tried.push({ fields, trials });
  }
  const known = store && task && reason === undefined;
  const record = known ? await chooseAmong(store, tried, { title: name, task }) : undefined;
  const metric = task?.metrics[0].name ?? '';
  const own = { key: choiceKey(tried), role, model: base.name, name, training, controls: [...controls], metric };
  const open = tried.map(({ fields, trials }) => ({
    fields: jsonOf(fields),
    trials: trials.map((trial) => ({ ...trial, score: null })),
    score: null,
  }));
  const { candidates: scored = open, chosen = null, rows = null } = record ?? {};
  return {
    choice: { ...own, candidates: scored, chosen, rows },
    problem: reason === undefined ? undefined : problemOf(study.where('sweep', 'over', role), swept, reason),
    register: async (to) => {
      for (const fields of candidates)
        for (const seed of sweep.seeds) await train(fields, seed, candidateInWords(jsonOf(fields)), to);
    },
  };
}

const problemOf = (where: string, { role, name }: Swept, reason: string): Problem => ({
  where,
  what: `${name} has no score on English development rows to choose by: ${reason}`,
  remedy: `Write select: best under recipe.${role}, see to it that the rows are there, or leave ${role} out of the sweep.`,
});

/** Intermediates that a sweep leaves as they are. */
export function asWritten({ study }: Pick<PlanContext, 'study'>): PlannedSweep['asWritten'] {
  if (!study.sweep?.candidates.intermediate) return [];
  const swept = new Set(study.intermediates.filter(isSwept).map(({ name }) => name));
  const controls = placebosOf(study.intermediates);
  return study.intermediates.flatMap(({ name, checkpoint, shuffled }) => {
    if (swept.has(name) || swept.has(controls[name] ?? '')) return [];
    if (checkpoint !== null) return [{ name, why: 'a ready checkpoint is not trained' }];
    if (shuffled) return [{ name, why: 'its labels are shuffled, and nothing that is swept stands beside it' }];
    return [{ name, why: 'no development rows speak for a mixture' }];
  });
}
