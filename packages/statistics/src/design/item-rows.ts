import { DataError } from '@stopover/core';
import { linearisedF1 } from '../f1/linearised-f1.ts';
import { grouped } from '../grouped.ts';
import type { ArmRuns, RunScores } from './arm-table.ts';
import { clustersOf, type LanguageItems } from './item-frame.ts';

/** One item of one run: a row of the table that any program may have written. */
export interface ItemRow {
  /** Name of the arm: whatever tells one condition of the target from another. */
  readonly arm: string;
  /** Arms that may share their variance over seeds; the number of shots, by default. */
  readonly varianceClass?: string;
  /** `und` without. */
  readonly language?: string;
  readonly item: string;
  /** The item itself without. */
  readonly group?: string;
  /** Labelled target-language examples; 0 without. */
  readonly shots?: number;
  /** 1 without, where there are shots. */
  readonly bucket?: number;
  /** 1 without. */
  readonly seed?: number;
  /** 0 … 1; of a corpus F1 the counts below instead. */
  readonly score?: number;
  readonly tp?: number;
  readonly fp?: number;
  readonly fn?: number;
}

/** What `itemFrame` and `armTable` take. */
export interface ItemTable {
  readonly languages: readonly LanguageItems[];
  readonly arms: readonly ArmRuns[];
}

/** A row with its defaults, and its place in the table. */
interface Placed {
  readonly row: ItemRow;
  readonly at: number;
  readonly language: string;
  readonly seed: number;
  readonly bucket: number;
}

/**
 * Sorts the rows of one target into languages, arms and runs, whatever order they come in.
 * @param parallel equal groups in two languages are the same item.
 * @returns scores in points (0 … 100).
 * @throws DataError naming the row that is repeated, has no score or one outside 0 … 1, has another group than elsewhere,
 * or whose run lacks an item that others of its language have.
 */
export function itemTable(rows: readonly ItemRow[], { parallel = false } = {}): ItemTable {
  const placed = rows.map(
    (row, at): Placed => ({
      row,
      at,
      language: row.language ?? 'und',
      seed: row.seed ?? 1,
      bucket: (row.shots ?? 0) > 0 ? (row.bucket ?? 1) : 0,
    }),
  );
  const ofLanguage = grouped(placed, ({ language }) => language);
  const items = new Map([...ofLanguage].map(([language, own]) => [language, groupsOf(own)]));
  const languages = [...items].map(([language, groups]) => ({
    language,
    clusters: clustersOf(language, [...groups.values()], parallel),
  }));
  const arms = [...grouped(placed, ({ row }) => row.arm)].map(([name, own]): ArmRuns => {
    const [first] = own;
    const runs = grouped(own, ({ language, seed, bucket }) => JSON.stringify([language, seed, bucket]));
    return {
      name,
      varianceClass: first?.row.varianceClass ?? classOf(first?.row.shots ?? 0),
      runs: [...runs.values()].map((run) => runOf(run, items.get(run[0]?.language ?? '') ?? new Map())),
    };
  });
  return { languages, arms };
}

const classOf = (shots: number): string => (shots > 0 ? `${shots} shots` : 'no shots');

/** The group of every item of a language, items in the order in which they first come. */
function groupsOf(rows: readonly Placed[]): Map<string, string> {
  const groups = new Map<string, string>();
  for (const { row, at } of rows) {
    const group = row.group ?? row.item;
    const known = groups.get(row.item);
    if (known !== undefined && known !== group) {
      throw wrong(at, `item ${row.item} is in group ${group}, and elsewhere in ${known}`);
    }
    groups.set(row.item, group);
  }
  return groups;
}

function runOf(rows: readonly Placed[], items: ReadonlyMap<string, string>): RunScores {
  const [first] = rows;
  const byItem = new Map<string, Placed>();
  for (const placed of rows) {
    if (byItem.has(placed.row.item)) throw wrong(placed.at, `item ${placed.row.item} is in its run a second time`);
    byItem.set(placed.row.item, placed);
  }
  const order = [...items.keys()].map((item) => {
    const placed = byItem.get(item);
    if (!placed) throw wrong(first?.at ?? 0, `its run has no item ${item}, which others of ${first?.language} have`);
    return placed;
  });
  return {
    language: first?.language ?? 'und',
    seed: first?.seed ?? 1,
    bucket: first?.bucket ?? 0,
    items: scoresOf(order),
  };
}

function scoresOf(rows: readonly Placed[]): Float64Array {
  if (rows.every(({ row }) => row.score === undefined && row.tp !== undefined)) {
    const count = (pick: (row: ItemRow) => number | undefined) =>
      rows.map(({ row, at }) => {
        const value = pick(row);
        if (value === undefined || !(value >= 0)) throw wrong(at, 'tp, fp and fn are not all numbers from 0');
        return value;
      });
    return linearisedF1({ tp: count(({ tp }) => tp), fp: count(({ fp }) => fp), fn: count(({ fn }) => fn) });
  }
  return Float64Array.from(rows, ({ row: { score }, at }) => {
    if (score === undefined || !(score >= 0 && score <= 1)) throw wrong(at, `its score is ${score}, not from 0 to 1`);
    return 100 * score;
  });
}

const wrong = (at: number, what: string): DataError =>
  new DataError({
    where: `item table, row ${at + 1}`,
    what,
    remedy: 'Give each item of each run once, with a score from 0 to 1 or with tp, fp and fn.',
  });
