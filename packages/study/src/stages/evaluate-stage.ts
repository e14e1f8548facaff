import { join } from 'node:path';
import { StopoverError } from '@stopover/core';
import type { Table } from '@stopover/data';
import { writeAtomic } from '@stopover/files';
import {
  type EvaluateOutcome,
  evaluateTask,
  type LanguageEvaluation,
  type LayerChoice,
  scoresByLayer,
  type TaskEvaluation,
} from '@stopover/training';
import { cutLanguage, type TableCut, tableCut } from '../records/cut-record.ts';
import type { EvaluateStage } from '../records/stage.ts';
import type { Scores } from '../records/stage-record.ts';
import { chanceOf } from '../results/chance.ts';
import { predictionsFile, writePredictions } from '../store/predictions.ts';
import { EvaluationSteps } from './evaluation-steps.ts';
import type { StageContext, StageResult } from './stage-context.ts';
import { TestReader } from './test-rows.ts';

/** What is kept of a language beside its scores. */
interface Kept {
  readonly predicted: number;
  readonly chance: number | null;
  readonly cut: TableCut;
  readonly groups: ReadonlyMap<string, string>;
}

/** Predicts and scores every language of an evaluate stage; undefined when the signal stopped it between two. */
export async function evaluateStage(stage: EvaluateStage, place: StageContext): Promise<StageResult> {
  const task = place.task(stage.target);
  const reader = new TestReader(stage, place);
  const candidates = await reader.candidates();
  const cuts: TableCut[] = [];
  const progress = new EvaluationSteps(stage, place, candidates.length);
  const { from, backend, threads } = place;
  const evaluation = await evaluateTask(place.evaluator, task, reader.tests(), {
    ...{ from, recipe: stage.recipe, backend },
    ...(threads !== undefined && { threads }),
    // One list for all languages: its documents are encoded once.
    ...(candidates.length > 0 && { candidates }),
    ...(stage.retrieval && { retrieval: stage.retrieval }),
    onShare: (share, { examples }) => progress.tell(share, examples.length),
    keep: ({ language, examples }, outcome): Kept => {
      if (outcome.predictions.length === 0) throw nothingPredicted(stage, language);
      const [cut, ...besides] = cutsOf(stage, language, outcome, cuts.length === 0);
      cuts.push(cut, ...besides);
      progress.add(examples.length);
      const chance = chanceOf(task, examples);
      return { predicted: outcome.predictions.length, chance, cut, groups: reader.groups(language) };
    },
  });
  if (evaluation.languages.length < stage.data.length) return undefined;
  progress.end();
  await place.mayWrite();
  await write(stage, evaluation, place.folder);
  return {
    steps: 0,
    examplesSeen: evaluation.languages.reduce((sum, { kept }) => sum + kept.predicted, 0),
    truncated: cuts.reduce((sum, { truncated }) => sum + truncated, 0),
    cut: cuts,
    skipped: reader.skipped,
    outcome: null,
  };
}

const nothingPredicted = ({ title }: EvaluateStage, language: string) =>
  new StopoverError({
    where: `${title}, ${language}`,
    what: 'nothing was predicted',
    remedy: 'Report this as a bug of the engine.',
  });

/** What was cut of a language's rows, and of those that stand beside them. One pool of candidates serves every language. */
function cutsOf(
  { target, data, development, candidates: [candidate, ...others] }: EvaluateStage,
  language: string,
  outcome: EvaluateOutcome,
  isFirst: boolean,
): [TableCut, ...TableCut[]] {
  const is = (table: Table) => table.language === language;
  const cut = (table: Table | undefined, count: EvaluateOutcome['cut'] | undefined, named = table?.language ?? '') =>
    table && count ? [tableCut(target, named, table.location.split, count)] : [];
  const table = data.find(is);
  const [own] = cut(table, outcome.cut, table && cutLanguage(table));
  if (!own) throw new Error(`no table of the stage is in ${language}`);
  const pool = others.length > 0 ? 'all' : candidate?.language;
  return [
    own,
    ...cut(development.find(is), outcome.devCut),
    ...(isFirst ? cut(candidate, outcome.candidatesCut, pool) : []),
  ];
}

/** Writes predictions and scores of every language, of the chosen layer where there are several. */
async function write(
  { target, retrieval }: EvaluateStage,
  { languages, choice }: TaskEvaluation<Kept>,
  folder: string,
): Promise<void> {
  const recorded: Scores['languages'] = {};
  for (const one of languages) {
    const file = predictionsFile(folder, target, one.language);
    await writePredictions(file, one, one.kept);
    recorded[one.language] = scoresOf(one);
  }
  const scores: Scores = {
    task: target,
    languages: recorded,
    ...(choice && { retrieval: choiceOf(choice, retrieval) }),
  };
  await writeAtomic(join(folder, 'scores.json'), `${JSON.stringify(scores, null, 2)}\n`);
}

const scoresOf = ({
  predictions,
  scores,
  kept: { chance, cut },
  layers,
  threshold,
}: LanguageEvaluation<Kept>): Scores['languages'][string] => ({
  ...{ examples: predictions.length, scores, chance, cut },
  ...(layers && { layers: scoresByLayer(layers) }),
  ...(threshold && { threshold }),
});

const choiceOf = (
  { layer, chosenBy, development }: LayerChoice,
  asked: EvaluateStage['retrieval'],
): Scores['retrieval'] => ({
  ...{ layer, pooling: asked?.pooling ?? 'mean', chosenBy },
  ...(asked?.prefix !== undefined && { prefix: asked.prefix }),
  development: development && { ...development },
});
