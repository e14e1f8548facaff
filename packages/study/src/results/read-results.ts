import { DataError } from '@stopover/core';
import { largestCuts } from './cut-record.ts';
import { layerSummary } from './layer-summary.ts';
import type { Plan, PlannedCell } from './plan.ts';
import { type ItemScores, predictionsFile, readItemScores } from './predictions.ts';
import type { Cell, LayerSummary, Results, StageSummary, TargetSummary } from './results.ts';
import type { Scores, StageRecord } from './stage-record.ts';
import type { Store } from './store.ts';

/**
 * All that the store has of a study. Works from the plan alone, without tasks and data; a study that is not finished
 * gives the cells there are, and names the stages that are not there.
 * @throws DataError naming the stage whose files are damaged.
 */
export async function readResults(store: Store, plan: Plan): Promise<Results> {
  const records = new Map<string, StageRecord>();
  const failed: { key: string; title: string; reason: string }[] = [];
  for (const { key, title } of plan.stages) {
    const record = await store.find(key);
    if (record) records.set(key, record);
    else failed.push({ key, title, reason: (await store.failure(key))?.reason ?? 'it has not been run' });
  }
  const reader = new CellReader(store, plan);
  const cells: Cell[] = [];
  for (const cell of plan.cells) if (records.has(cell.stage)) cells.push(await reader.read(cell));
  const targets: TargetSummary[] = [];
  for (const target of plan.targets) targets.push({ ...target, chance: reader.chance(target.name) });
  const layers: LayerSummary[] = [];
  for (const { stage } of records.values()) {
    if (stage.kind !== 'evaluate') continue;
    layers.push(...[layerSummary(stage, await store.scores(stage.key))].filter((one) => one !== undefined));
  }
  return {
    study: plan.study,
    targets,
    cells,
    stages: [...records.values()].map(summaryOf),
    skipped: skippedOf([...records.values()]),
    cut: largestCuts([...records.values()].flatMap(({ cut }) => cut)),
    ...(plan.clipped && plan.clipped.length > 0 && { clipped: plan.clipped }),
    unavailable: plan.unavailable,
    failed,
    ...(layers.length > 0 && { layers }),
    overlaps: plan.overlaps,
    references: plan.references,
  };
}

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
  readonly #items = new Map<string, Promise<ItemScores>>();
  readonly #chances = new Map<string, Map<string, number | null>>();

  constructor(store: Store, plan: Plan) {
    this.#store = store;
    this.#plan = plan;
  }

  async read(cell: PlannedCell): Promise<Cell> {
    const { stage, target, language } = cell;
    const folder = this.#store.stageFolder(stage);
    const scores = (await remember(this.#scores, stage, () => this.#store.scores(stage))).languages[language];
    const metric = this.#plan.targets.find(({ name }) => name === target)?.metric;
    if (!scores || metric === undefined) {
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
    const items = await remember(this.#items, file, async () => {
      await this.#store.verify(stage, predictionsFile('', target, language));
      return readItemScores(file, metric);
    });
    const numbers = Object.entries(scores.scores).map(([name, score]) => [name, score ?? Number.NaN]);
    return { ...cell, scores: Object.fromEntries(numbers), ...items };
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
