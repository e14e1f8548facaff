import { join } from 'node:path';
import { type AnyTask, type Example, type Kind, StopoverError } from '@stopover/core';
import { writeAtomic } from '@stopover/files';
import {
  chooseLayer,
  type EvaluateOutcome,
  type LanguageOutcome,
  type LayerChoice,
  layerScores,
  OpenModels,
  scorePredictions,
} from '@stopover/training';
import { chanceOf } from './chance.ts';
import { cutLanguage, type TableCut, tableCut } from './cut-record.ts';
import { predictionsFile, writePredictions } from './predictions.ts';
import { readRows } from './read-rows.ts';
import type { EvaluateStage, Table } from './stage.ts';
import type { Scores, SkipCount } from './stage-record.ts';
import { inOrder, type TestRows, testRows } from './test-rows.ts';
import type { Work, Workplace } from './workplace.ts';

/** One language's outcome, and what scoring needs beside it. */
interface Tested extends LanguageOutcome, Pick<TestRows, 'lost' | 'ids'> {
  /** The language whose rules score it. */
  readonly written: string;
  readonly outcome: EvaluateOutcome;
  readonly chance: number | null;
  readonly cut: TableCut;
}

type CutCount = EvaluateOutcome['cut'];

/** Predicts and scores every language of an evaluate stage; undefined when the signal stopped it between two. */
export async function evaluateStage(stage: EvaluateStage, place: Workplace): Promise<Work> {
  const task = place.task(stage.target);
  await using own = new OpenModels();
  const models = place.models ?? own;
  const skipped: SkipCount[] = [];
  const cuts: TableCut[] = [];
  const read = async (table: Table) => {
    const { rows, skipped: left } = await readRows(place.source, task, table);
    skipped.push(...left);
    return rows.examples;
  };
  const candidates: Example<Kind>[] = [];
  for (const table of stage.candidates) candidates.push(...(await read(table)));
  const tested: Tested[] = [];
  const progress = new StageSteps(stage, place);
  for (const [i, table] of stage.data.entries()) {
    if (place.signal?.aborted) return undefined;
    const { language } = table;
    const { task: readAs, examples, lost, ids } = await testRows(table, place, skipped);
    const development = stage.development.find((one) => one.language === language);
    const dev = development && { task, examples: await read(development) };
    const { from, backend, threads } = place;
    const outcome = await place.engine.evaluate({
      ...{ from, data: { task: readAs, examples }, recipe: stage.recipe, backend, models },
      ...(threads !== undefined && { threads }),
      // One list for all languages: its documents are encoded once.
      ...(candidates.length > 0 && { candidates }),
      ...(dev && { dev }),
      ...(stage.retrieval && { retrieval: stage.retrieval }),
      onShare: (share) => progress.tell(share * examples.length),
    });
    if (outcome.predictions.length === 0) throw nothingPredicted(stage, language);
    const cut = tableCut(task.name, cutLanguage(table), table.location.split, outcome.cut);
    // One pool of all candidates serves every language.
    const pool = i === 0 ? poolOf(stage) : undefined;
    cuts.push(
      cut,
      ...besides(task.name, development, outcome.devCut),
      ...besides(task.name, pool, outcome.candidatesCut),
    );
    // What was translated is scored as the language that it is in now.
    const written = table.translation?.to ?? language;
    tested.push({ language, written, outcome, chance: chanceOf(task, examples), cut, lost, ids });
    progress.add(examples.length);
  }
  progress.end();
  await place.mayWrite();
  await writeScores(task, tested, stage.retrieval?.pooling ?? 'mean', place.folder);
  return {
    steps: 0,
    examplesSeen: tested.reduce((sum, { outcome }) => sum + outcome.predictions.length, 0),
    truncated: cuts.reduce((sum, { truncated }) => sum + truncated, 0),
    cut: cuts,
    skipped: once(skipped),
    outcome: null,
  };
}

/** Writes predictions and scores of every language, of the chosen layer where there are several. */
async function writeScores(
  task: AnyTask,
  tested: readonly Tested[],
  pooling: 'mean' | 'cls',
  folder: string,
): Promise<void> {
  const choice = chooseLayer(task, tested);
  const languages: Scores['languages'] = {};
  for (const one of tested) languages[one.language] = await score(task, one, choice, folder);
  const scores: Scores = { task: task.name, languages, ...(choice && { retrieval: recorded(choice, pooling) }) };
  await writeAtomic(join(folder, 'scores.json'), `${JSON.stringify(scores, null, 2)}\n`);
}

/** The plan's steps: batches of all rows. Rows that are skipped are not scored, so the last step is told at the end. */
class StageSteps {
  readonly #rows: number;
  readonly #steps: number;
  readonly #tell: Workplace['onProgress'];
  #before = 0;
  #told = 0;

  constructor({ expected }: EvaluateStage, { onProgress }: Workplace) {
    this.#rows = Math.max(1, expected.rows);
    this.#steps = expected.steps;
    this.#tell = onProgress;
  }

  /** So many rows of the present table are predicted. */
  tell(rows: number): void {
    const step = Math.min(this.#steps - 1, Math.floor((this.#steps * (this.#before + rows)) / this.#rows));
    if (step > this.#told) this.#tell?.({ step, steps: this.#steps });
    this.#told = Math.max(this.#told, step);
  }

  /** A table of so many rows is done. */
  add(rows: number): void {
    this.#before += rows;
    this.tell(0);
  }

  end(): void {
    this.#tell?.({ step: this.#steps, steps: this.#steps });
  }
}

const nothingPredicted = ({ title }: EvaluateStage, language: string) =>
  new StopoverError({
    where: `${title}, ${language}`,
    what: 'nothing was predicted',
    remedy: 'Report this as a bug of the engine.',
  });

/** What was cut of rows that stand beside the scored ones. */
const besides = (task: string, table: Table | undefined, cut: CutCount | undefined): TableCut[] =>
  table && cut ? [tableCut(task, table.language, table.location.split, cut)] : [];

/** The tables of candidates as one. */
function poolOf({ candidates }: EvaluateStage): Table | undefined {
  const [first, ...others] = candidates;
  return first && others.length > 0 ? { ...first, language: 'all' } : first;
}

const recorded = ({ layer, chosenBy, development }: LayerChoice, pooling: 'mean' | 'cls'): Scores['retrieval'] => ({
  ...{ layer, pooling, chosenBy },
  development: development && { ...development },
});

const finite = (score: number): number | null => (Number.isFinite(score) ? score : null);

/** Writes one language's predictions, of the chosen layer where there are several, and gives its scores. */
async function score(
  task: AnyTask,
  { language, written, outcome, chance, cut, lost, ids }: Tested,
  choice: LayerChoice | undefined,
  folder: string,
): Promise<Scores['languages'][string]> {
  const chosen = outcome.layers?.find(({ layer }) => layer === choice?.layer);
  const predictions = inOrder([...(chosen?.predictions ?? outcome.predictions), ...lost], ids);
  const scored = scorePredictions(task, written, predictions);
  await writePredictions(predictionsFile(folder, task.name, language), predictions, scored, cut);
  const layers = layerScores(task, { language, outcome });
  return {
    examples: predictions.length,
    scores: Object.fromEntries(scored.scores.map(({ name, score: value }) => [name, finite(value)])),
    chance,
    cut,
    ...(layers.length > 1 && { layers: Object.fromEntries(layers.map((one) => [one.layer, finite(one.score)])) }),
    ...(chosen?.threshold && { threshold: chosen.threshold }),
  };
}

/** A language's own table may be one of the candidates too: what was left out of it counts once. */
const once = (skipped: readonly SkipCount[]): SkipCount[] => [
  ...new Map(skipped.map((skip) => [JSON.stringify([skip.language, skip.split, skip.reason]), skip])).values(),
];
