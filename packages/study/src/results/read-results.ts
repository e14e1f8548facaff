import { join } from 'node:path';
import { DataError } from '@stopover/core';
import { isFolder } from '@stopover/files';
import { partOf } from '../planning/part-of-plan.ts';
import { largestCuts } from '../records/cut-record.ts';
import { layerSummary } from '../records/layer-summary.ts';
import type { Plan, PlannedCell } from '../records/plan.ts';
import type { Cell, LayerSummary, Results, StageSummary, TargetSummary } from '../records/results.ts';
import type { Scores, StageRecord } from '../records/stage-record.ts';
import { type PredictionItems, readPredictionItems } from '../store/prediction-items.ts';
import { predictionsFile } from '../store/predictions.ts';
import { readStageFile } from '../store/stage-files.ts';
import type { Store } from '../store/store.ts';
import { askedPart, partInWords } from './asked-part.ts';
import { combinedModels } from './combined-models.ts';
import { countedCells } from './counted-cells.ts';
import { SharedItems, type Test } from './shared-items.ts';
import { inputsOf } from './study-inputs.ts';
import { splitNotices, studyNotices } from './study-notices.ts';
import { openInWords } from './sweep-notice.ts';
import { trainingCurves } from './training-curves.ts';
import { trainingFacts } from './training-facts.ts';

/**
 * All that the store has of a study. Works from the plan alone, without tasks and data; a study that is not finished
 * gives the cells there are, and names the stages that are not there.
 * @throws DataError naming the stage whose files are damaged.
 */
export async function readResults(store: Store, plan: Plan): Promise<Results> {
  const records = new Map<string, StageRecord>();
  const failed: { key: string; title: string; reason: string }[] = [];
  const asked = plan.only && new Set(partOf(plan).stages.map(({ key }) => key));
  for (const { key, title } of plan.stages) {
    const record = await store.find(key);
    // Its title is that of this study: another one, or the trial of a sweep, may have made it under another.
    if (record) records.set(key, { ...record, stage: { ...record.stage, title } });
    const failure = record ? undefined : await store.failure(key);
    if (failure || (!record && (asked?.has(key) ?? true)))
      failed.push({ key, title, reason: failure?.reason ?? (await reasonWithout(store, key)) });
  }
  const part = askedPart(plan, new Set([...records.keys(), ...failed.map(({ key }) => key)]));
  const notices = [
    ...studyNotices(plan.study),
    ...splitNotices(plan.targets),
    ...(part ? [partInWords(part)] : []),
    ...openInWords(plan),
  ];
  const reader = new CellReader(store, plan, records);
  const cells = await reader.cells();
  const targets: TargetSummary[] = [];
  for (const target of plan.targets) targets.push({ ...target, chance: reader.chance(target.name) });
  const combinations = combinedModels(records);
  const layers: LayerSummary[] = [];
  for (const { stage } of records.values()) {
    if (stage.kind !== 'evaluate') continue;
    layers.push(...[layerSummary(stage, await reader.scores(stage.key))].filter((one) => one !== undefined));
  }
  return {
    study: { ...plan.study, backend: backendOf(records.values()) ?? plan.study.backend },
    targets,
    cells,
    stages: [...records.values()].map(summaryOf),
    trainings: await trainingCurves(store, records.values()),
    ...(combinations.length > 0 && { combinations }),
    ...(plan.sweep && { sweep: plan.sweep }),
    skipped: skippedOf([...records.values()]),
    cut: largestCuts([...records.values()].flatMap(({ cut }) => cut)),
    ...(plan.clipped && plan.clipped.length > 0 && { clipped: plan.clipped }),
    unavailable: plan.unavailable,
    failed,
    planned: countedCells(plan.cells),
    ...(part && { part }),
    ...(notices.length > 0 && { notices }),
    ...(layers.length > 0 && { layers }),
    overlaps: plan.overlaps,
    references: plan.references,
    inputs: inputsOf(plan),
  };
}

/** What computed the stages that are there: the plan has what was last asked for, by whoever planned since. */
function backendOf(records: Iterable<StageRecord>): string | undefined {
  const names = [...records].filter(({ stage }) => stage.kind !== 'translate').map(({ made }) => made.backend);
  return names.length > 0 ? [...new Set(names)].toSorted().join(', ') : undefined;
}

/** Why a stage has neither a record nor a failure. */
const reasonWithout = async ({ folder }: Store, key: string): Promise<string> =>
  (await isFolder(join(folder, 'stages', `${key}.partial`)))
    ? 'it was begun and is not finished'
    : 'it has not been run';

const summaryOf = ({
  stage,
  seconds,
  steps,
  examplesSeen,
  truncated,
  sampled,
  maskedHead,
}: StageRecord): StageSummary => {
  const { key, kind, title, targetExamples } = stage;
  const drawn = { ...(sampled && { sampled }), ...(maskedHead !== undefined && { maskedHead }) };
  return { key, kind, title, seconds, steps, examplesSeen, targetExamples, truncated, ...drawn };
};

/** Many stages read one table: what was left out of it counts once. */
function skippedOf(records: readonly StageRecord[]): Results['skipped'] {
  const once = new Map(
    records
      .flatMap(({ skipped }) => skipped)
      .map((skip) => [JSON.stringify([skip.task, skip.language, skip.split, skip.reason]), skip]),
  );
  return [...once.values()];
}

/** Reads each file once, however many cells stand on it (a base model's scores serve every seed). */
class CellReader {
  readonly #store: Store;
  readonly #plan: Plan;
  readonly #scores = new Map<string, Promise<Scores>>();
  readonly #records: ReadonlyMap<string, StageRecord>;
  readonly #items = new Map<string, Promise<PredictionItems>>();
  readonly #shared = new SharedItems();
  readonly #chances = new Map<string, Map<string, number | null>>();

  constructor(store: Store, plan: Plan, records: ReadonlyMap<string, StageRecord>) {
    this.#store = store;
    this.#plan = plan;
    this.#records = records;
  }

  /** The cells whose evaluation is there. */
  async cells(): Promise<Cell[]> {
    const read: [Cell, Test][] = [];
    for (const cell of this.#plan.cells) if (this.#records.has(cell.stage)) read.push(await this.#read(cell));
    const clusters = this.#shared.clusters();
    return read.map(([cell, test]) => {
      const groups = clusters.get(test);
      return groups ? { ...cell, groups } : cell;
    });
  }

  /** Of a stage that is there; read once. */
  scores(stage: string): Promise<Scores> {
    return remember(this.#scores, stage, () => this.#store.scores(stage, this.#records.get(stage)));
  }

  /** What lies at a path in a stage's folder, as its record has it. */
  #bytes(stage: string, name: string): Promise<Uint8Array | undefined> {
    const record = this.#records.get(stage);
    const { title = stage } = record?.stage ?? {};
    return readStageFile({ folder: this.#store.stageFolder(stage), title, files: record?.files ?? {} }, name);
  }

  async #read(cell: PlannedCell): Promise<[Cell, Test]> {
    const { stage, target, language } = cell;
    const folder = this.#store.stageFolder(stage);
    const scores = (await this.scores(stage)).languages[language];
    const planned = this.#plan.targets.find(({ name }) => name === target);
    if (!scores || !planned) {
      const remedy = `Remove the folder ${folder}: the next run makes the stage again.`;
      throw new DataError({
        where: `${folder}/scores.json`,
        what: `it has no score for ${target} in ${language}`,
        remedy,
      });
    }
    const chances = this.#chances.get(target) ?? new Map<string, number | null>();
    this.#chances.set(target, chances.set(language, scores.chance));
    const file = predictionsFile(folder, target, language);
    const { ids, groups, ...items } = await remember(this.#items, file, async () => {
      const bytes = await this.#bytes(stage, predictionsFile('', target, language));
      return readPredictionItems(file, bytes, planned);
    });
    const test = this.#shared.test(target, language, { ids, ...(groups && { groups }) });
    const numbers = Object.entries(scores.scores).map(([name, score]) => [name, score ?? Number.NaN]);
    const { chance } = scores;
    const facts = { ...trainingFacts(stage, this.#records), ...(chance !== null && { chance }) };
    return [{ ...cell, scores: Object.fromEntries(numbers), ids: test.ids, ...items, ...facts }, test];
  }

  /** Of guessing, the mean over the target's languages; null where one is not known. */
  chance(target: string): number | null {
    const all = [...(this.#chances.get(target)?.values() ?? [])];
    const known = all.filter((chance) => chance !== null);
    return all.length > 0 && known.length === all.length ? known.reduce((sum, one) => sum + one, 0) / all.length : null;
  }
}

function remember<T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const present = known.get(key) ?? read();
  known.set(key, present);
  return present;
}
