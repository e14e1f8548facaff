import { DataError, RequestError } from '@stopover/core';
import type { ColumnBlock } from '@stopover/hub';
import type { CellKey, Results, Study } from '@stopover/study';
import { checkColumns } from './check-columns.ts';
import { amountValues, countValues, flagValues, scoreValues, selectionValues, textValues } from './column-values.ts';
import type { ItemColumn } from './item-columns.ts';
import { resultsOfRuns } from './results-of-runs.ts';
import { type RowError, rowErrorsOf } from './row-error.ts';
import { type ItemValues, RunCollector } from './run-collector.ts';
import { openTable } from './table-blocks.ts';

/** What is known of a table beside its rows. */
export interface ReadItemsOptions {
  /** Of a study file: its name, its arms, its contrasts and its margin are the table's. */
  readonly study?: Study | undefined;
  /** Targets whose items of one group are the same in every language. */
  readonly parallel?: readonly string[] | undefined;
  /** Rows of other layers are left out; those of no layer are not. */
  readonly layer?: number | undefined;
}

/** An item table as the analysis takes it. */
export interface ItemTableFile {
  readonly results: Results;
  readonly rows: number;
  /** What is as it should be and yet worth knowing, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads an item table, `.parquet` or `.csv`, that any program may have written: docs/analysing-items.md has the columns and
 * their defaults. Scores become points (0 … 100).
 * @throws DataError naming the file and the row that cannot be analysed: an item twice in a run, a run without an item that
 * others of its language have, a score outside 0 … 1, an arm that contradicts itself.
 * @throws RequestError for a missing file, a name in `parallel` that is no target, and a layer that no row is of.
 */
export async function readItems(path: string, options: ReadItemsOptions = {}): Promise<ItemTableFile> {
  const { columns, head, blocks } = await openTable(path);
  const notes = checkColumns(path, columns);
  const wrong = rowErrorsOf(path);
  const collector = new RunCollector(wrong);
  const model = options.study?.models[0] ?? (head === 'unread' ? undefined : head?.study.models[0]) ?? 'unnamed';
  const layers = new Set<number>();
  let before = 0;
  let rows = 0;
  for await (const block of blocks) {
    rows += collect(block, { collector, before, wrong, model, layer: options.layer, layers });
    before += block.rows;
  }
  if (options.layer !== undefined && !layers.has(options.layer)) throw noSuchLayer(path, options.layer, layers);
  if (rows === 0) {
    const remedy = 'Give a table with a row for each item of each run.';
    throw new DataError({ where: path, what: 'it has no rows', remedy });
  }
  const found = resultsOfRuns(collector, {
    ...{ path, wrong, columns, head: head === 'unread' ? undefined : head },
    ...{ study: options.study, parallel: options.parallel ?? [] },
  });
  const unread = 'What the file says of its study is of another version and was not read: only its rows were.';
  const results = options.layer === undefined ? found.results : ofLayer(found.results, options.layer);
  return { results, rows, notes: [...notes, ...(head === 'unread' ? [unread] : []), ...found.notes] };
}

function noSuchLayer(path: string, layer: number, layers: ReadonlySet<number>): RequestError {
  const there = [...layers].sort((a, b) => a - b).join(', ');
  const remedy = there === '' ? 'Leave --layer out: the table has no layers.' : `Name one of ${there}.`;
  return new RequestError({ where: `--layer ${layer}`, what: `no row of ${path} is of this layer`, remedy });
}

/** Said above every page, since the study's own report may be of another layer. */
const ofLayer = (results: Results, layer: number): Results => ({
  ...results,
  notices: [...(results.notices ?? []), `Sentence embeddings are of layer ${layer}.`],
});

interface Collecting {
  readonly collector: RunCollector;
  /** Rows before the block. */
  readonly before: number;
  readonly wrong: RowError;
  /** Where the table has no column for it. */
  readonly model: string;
  readonly layer: number | undefined;
  /** Those that rows are of. */
  readonly layers: Set<number>;
}

/** @returns the number of rows that were not left out. */
function collect({ rows, columns }: ColumnBlock, { collector, before, wrong, model, ...of }: Collecting): number {
  let taken = 0;
  const raw = (name: ItemColumn) => ({ name, values: columns.get(name), before, wrong });
  const keyAt = keysOf(raw, model);
  const [item, group] = [textValues(raw('item')), textValues(raw('group'), '')];
  const [split, metric] = [textValues(raw('split'), 'test'), textValues(raw('metric'), 'score')];
  const layer = countValues(raw('layer'), null);
  const flags = flagValues(raw('degenerate'));
  const score = scoreValues(raw('score'));
  const [tp, fp, fn] = [amountValues(raw('tp')), amountValues(raw('fp')), amountValues(raw('fn'))];
  for (let i = 0; i < rows; i++) {
    const at = layer.at(i);
    if (at !== null) of.layers.add(at);
    if (of.layer !== undefined && at !== null && at !== of.layer) continue;
    taken++;
    const id = item.at(i);
    const values: ItemValues = {
      item: id,
      group: group.at(i) || id,
      split: split.at(i),
      layer: at,
      flags: flags.at(i),
      metric: metric.at(i),
      score: score.at(i),
      tp: tp.at(i),
      fp: fp.at(i),
      fn: fn.at(i),
    };
    collector.add(keyAt(i), values, before + i + 1);
  }
  return taken;
}

type RawColumn = (name: ItemColumn) => Parameters<typeof textValues>[0];

/** Which run a row is of: one object for neighbours of one run, so that they need not be looked up. */
function keysOf(raw: RawColumn, model: string): (place: number) => CellKey {
  const trainings = raw('training');
  const text = {
    model: textValues(raw('model'), model),
    target: textValues(raw('target')),
    // An empty cell says that nothing was trained on the target; of a table without the column nobody knows.
    training: textValues(trainings, trainings.values ? '' : 'default'),
    language: textValues(raw('language'), 'und'),
    arm: textValues(raw('arm')),
    intermediate: textValues(raw('intermediate'), 'none'),
  };
  const [shots, bucket, seed] = [
    countValues(raw('shots'), 0),
    countValues(raw('bucket'), 1),
    countValues(raw('seed'), 1),
  ];
  const selection = selectionValues(raw('selection'));
  let last: CellKey | undefined;
  return (i) => {
    const key: CellKey = {
      model: text.model.at(i),
      target: text.target.at(i),
      training: text.training.at(i),
      language: text.language.at(i),
      arm: text.arm.at(i),
      intermediate: text.intermediate.at(i),
      shots: shots.at(i),
      bucket: shots.at(i) > 0 ? bucket.at(i) : 0,
      seed: seed.at(i),
      selection: selection.at(i),
    };
    if (!last || !isSame(last, key)) last = key;
    return last;
  };
}

const isSame = (a: CellKey, b: CellKey): boolean =>
  a.seed === b.seed &&
  a.language === b.language &&
  a.arm === b.arm &&
  a.intermediate === b.intermediate &&
  a.shots === b.shots &&
  a.bucket === b.bucket &&
  a.target === b.target &&
  a.training === b.training &&
  a.model === b.model &&
  a.selection === b.selection;
