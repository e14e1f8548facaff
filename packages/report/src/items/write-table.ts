import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomicBy } from '@stopover/files';
import type { Cell, Results, TargetSummary } from '@stopover/study';
import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { flagsOf } from '../analysis/run-dots.ts';
import { countColumns, type ItemColumn, itemColumns } from './item-columns.ts';
import { headKey, headText } from './table-head.ts';

/** How an item table is written. */
export interface WriteItemsOptions {
  /** Rows that are in memory at once: a row group. */
  readonly groupRows?: number;
}

/** An evaluation whose items have scores, or counts. */
export interface ScoredCell {
  readonly cell: Cell;
  readonly target: TargetSummary;
  /** Of sentence embeddings. */
  readonly layer: number | null;
}

/** Some items of one evaluation. */
interface Part extends ScoredCell {
  readonly from: number;
  readonly to: number;
}

/**
 * Writes evaluations of a study as a Parquet file, a row group at a time: the columns of `itemColumns`, scores from 0 (worst)
 * to 1 (best), `score` empty where tp, fp and fn make a corpus F1. The footer has what columns do not say, so that
 * `readItems` gives the same analysis.
 */
export async function writeTable(
  path: string,
  results: Results,
  scored: Iterable<ScoredCell> | AsyncIterable<ScoredCell>,
  { groupRows = 100_000 }: WriteItemsOptions,
): Promise<void> {
  const columns = columnsFor(results);
  await mkdir(dirname(path), { recursive: true });
  await writeAtomicBy(path, async (file) => {
    const bytes = new ByteWriter();
    const schema = schemaFromColumnData({ columnData: columns.map((column) => dataOf(column, [])) });
    const kvMetadata = [{ key: headKey, value: headText(results) }];
    // Least and largest values cost a third of the time, and nobody looks for items by them.
    const writer = new ParquetWriter({ writer: bytes, schema, kvMetadata, createdBy: 'stopover', statistics: false });
    const drain = async () => {
      await file.writeFile(bytes.getBytes());
      bytes.index = 0;
    };
    for await (const parts of rowGroups(scored, groupRows)) {
      await writer.write({ columnData: columns.map((column) => dataOf(column, parts)), rowGroupSize: groupRows });
      await drain();
    }
    await writer.finish();
    await drain();
  });
}

/** How a column is stored, and what stands in it. */
interface StoredColumn {
  readonly name: ItemColumn;
  readonly type: 'STRING' | 'INT32' | 'INT64' | 'DOUBLE';
  readonly nullable: boolean;
  /** What all items of an evaluation have, or what each has. */
  readonly value: { readonly ofAll: (part: Part) => Value } | { readonly ofEach: (part: Part, item: number) => Value };
}

type Value = string | number | bigint | null;

const text = (name: ItemColumn, value: StoredColumn['value']): StoredColumn => ({
  ...{ name, value },
  type: 'STRING',
  nullable: false,
});

const ofCell = (name: 'model' | 'target' | 'training' | 'language' | 'arm' | 'intermediate' | 'selection') =>
  text(name, { ofAll: ({ cell }) => cell[name] });

const count = (name: 'tp' | 'fp' | 'fn'): StoredColumn => ({
  name,
  type: 'DOUBLE',
  nullable: true,
  value: { ofEach: ({ cell }, i) => cell.counts?.[name][i] ?? null },
});

const stored: Readonly<Record<ItemColumn, StoredColumn>> = {
  model: ofCell('model'),
  target: ofCell('target'),
  training: ofCell('training'),
  split: text('split', { ofAll: ({ target }) => target.split ?? 'test' }),
  language: ofCell('language'),
  item: text('item', { ofEach: ({ cell }, i) => cell.ids[i] ?? '' }),
  group: text('group', { ofEach: ({ cell }, i) => cell.groups?.[i] ?? cell.ids[i] ?? '' }),
  arm: ofCell('arm'),
  intermediate: ofCell('intermediate'),
  shots: { name: 'shots', type: 'INT32', nullable: false, value: { ofAll: ({ cell }) => cell.shots } },
  bucket: { name: 'bucket', type: 'INT32', nullable: false, value: { ofAll: ({ cell }) => cell.bucket } },
  // A seed may be larger than 2^31.
  seed: { name: 'seed', type: 'INT64', nullable: false, value: { ofAll: ({ cell }) => BigInt(cell.seed) } },
  selection: ofCell('selection'),
  layer: { name: 'layer', type: 'INT32', nullable: true, value: { ofAll: ({ layer }) => layer } },
  degenerate: text('degenerate', { ofAll: ({ cell, target }) => flagsOf(cell, target).join('; ') }),
  metric: text('metric', { ofAll: ({ target }) => target.metric }),
  score: { name: 'score', type: 'DOUBLE', nullable: true, value: { ofEach: scoreOf } },
  tp: count('tp'),
  fp: count('fp'),
  fn: count('fn'),
};

const nearly = 1e-9;

/** From 0 to 1; what rounding put beyond an end is that end. Null where counts make the score. */
function scoreOf({ cell, target: { range } }: Part, item: number): number | null {
  const score = cell.items?.[item];
  if (score === undefined) return null;
  const share = (score - range[0]) / (range[1] - range[0]);
  if (share < 0 && share > -nearly) return 0;
  return share > 1 && share < 1 + nearly ? 1 : share;
}

function columnsFor({ study, cells }: Results): readonly StoredColumn[] {
  const names = itemColumns.filter(
    (name) =>
      (name !== 'model' || study.models.length > 1) &&
      (!countColumns.some((one) => one === name) || cells.some(({ counts }) => counts)),
  );
  return names.map((name) => stored[name]);
}

function dataOf({ name, type, nullable, value }: StoredColumn, parts: readonly Part[]): ColumnSource {
  const data = new Array<Value>(parts.reduce((sum, { from, to }) => sum + to - from, 0));
  let at = 0;
  for (const part of parts) {
    const end = at + part.to - part.from;
    if ('ofAll' in value) data.fill(value.ofAll(part), at, end);
    else for (let i = part.from; i < part.to; i++) data[at + i - part.from] = value.ofEach(part, i);
    at = end;
  }
  // Scores are too many to be worth a dictionary; everything else repeats.
  return { name, type, nullable, data, ...(type !== 'DOUBLE' && { encoding: 'RLE_DICTIONARY' as const }) };
}

/** No row group has rows of two targets. */
async function* rowGroups(
  scored: Iterable<ScoredCell> | AsyncIterable<ScoredCell>,
  groupRows: number,
): AsyncGenerator<readonly Part[]> {
  let parts: Part[] = [];
  let rows = 0;
  for await (const one of scored) {
    if (rows > 0 && parts[0]?.target !== one.target) {
      yield parts;
      [parts, rows] = [[], 0];
    }
    for (let from = 0; from < one.cell.ids.length; ) {
      const to = Math.min(one.cell.ids.length, from + groupRows - rows);
      parts.push({ ...one, from, to });
      rows += to - from;
      from = to;
      if (rows < groupRows) continue;
      yield parts;
      [parts, rows] = [[], 0];
    }
  }
  if (rows > 0) yield parts;
}
