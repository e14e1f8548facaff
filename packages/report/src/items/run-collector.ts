import type { RunFlag } from '@stopover/statistics';
import type { CellKey, ItemCounts } from '@stopover/study';
import { GrowingNumbers } from './growing-numbers.ts';
import type { RowError } from './row-error.ts';

/** What a row says beside which run it is of. */
export interface ItemValues {
  readonly item: string;
  readonly group: string;
  readonly split: string;
  readonly layer: number | null;
  readonly flags: readonly RunFlag[];
  readonly metric: string;
  readonly score: number | null;
  readonly tp: number | null;
  readonly fp: number | null;
  readonly fn: number | null;
}

/** The items of a target in a language, in the order in which they first come. */
export interface TableItems {
  readonly ids: readonly string[];
  readonly groups: readonly string[];
}

/** A run whose items are all there, in the order of `items`. */
export interface CollectedRun {
  readonly key: CellKey;
  /** The row in which it begins. */
  readonly row: number;
  readonly layer: number | null;
  readonly flags: readonly RunFlag[];
  readonly items: TableItems;
  /** From 0 to 1; null where counts make the score. */
  readonly scores: Float64Array | null;
  readonly counts: ItemCounts | null;
}

/** What all rows of a target have in common. */
export interface CollectedTarget {
  readonly name: string;
  readonly metric: string;
  readonly split: string;
}

interface Run {
  readonly key: CellKey;
  readonly row: number;
  readonly layer: number | null;
  readonly flags: readonly RunFlag[];
  readonly items: Items;
  /** Scores, or tp, fp and fn. */
  readonly numbers: readonly GrowingNumbers[];
  rows: number;
}

interface Items {
  readonly places: Map<string, number>;
  readonly ids: string[];
  readonly groups: string[];
  /** The row in which each first comes. */
  readonly rows: number[];
}

interface Target extends CollectedTarget {
  readonly row: number;
  readonly counted: boolean;
}

const oneEach =
  'Give each item of each run once; tell runs apart by language, arm, intermediate, shots, bucket and seed.';

/** Sorts the rows of an item table into runs, whatever order they come in, and finds what cannot be analysed. */
export class RunCollector {
  readonly #wrong: RowError;
  readonly #targets = new Map<string, Target>();
  readonly #items = new Map<string, Items>();
  readonly #runs = new Map<string, Run>();
  #last: Run | undefined;

  constructor(wrong: RowError) {
    this.#wrong = wrong;
  }

  /** @throws DataError naming the row that repeats an item of its run, or contradicts another row. */
  add(key: CellKey, values: ItemValues, row: number): void {
    const numbers = numbersOf(values);
    const run = this.#last?.key === key ? this.#last : this.#runOf(key, values, row, numbers.length);
    this.#last = run;
    this.#checkTarget(key, values, row, numbers.length);
    if (run.layer !== values.layer) {
      const what = `the layer is ${values.layer ?? 'not given'}, and ${run.layer ?? 'not given'} in row ${run.row} of the same run`;
      throw this.#wrong(row, what, 'Say which layer with --layer, or keep the rows of one.');
    }
    if (run.flags !== values.flags && run.flags.join() !== values.flags.join()) {
      const [here, before] = [values, run].map(({ flags }) => flags.join('; ') || 'empty');
      const what = `degenerate is ${here}, and ${before} in row ${run.row} of the same run`;
      throw this.#wrong(row, what, 'Say the same of a run in each of its rows.');
    }
    const place = this.#placeOf(run.items, values, row);
    let fresh = true;
    for (let i = 0; i < numbers.length; i++) fresh = run.numbers[i]?.set(place, numbers[i] ?? Number.NaN) ?? fresh;
    if (!fresh) {
      throw this.#wrong(row, `item ${values.item} stands in its run a second time (${inWords(key)})`, oneEach);
    }
    run.rows++;
  }

  /** In the order of their first rows. */
  targets(): readonly CollectedTarget[] {
    return [...this.#targets.values()];
  }

  /** @throws DataError naming the run that lacks an item which others of its language have. */
  runs(): readonly CollectedRun[] {
    return [...this.#runs.values()].map((run) => this.#complete(run));
  }

  #complete({ key, row, layer, flags, items, numbers, rows }: Run): CollectedRun {
    const { ids } = items;
    const [first = new Float64Array(), second, third] = numbers.map((column) => column.first(ids.length));
    if (rows < ids.length) {
      const place = first.findIndex((value) => Number.isNaN(value));
      const what = `the run that begins here (${inWords(key)}) has no item ${ids[place]}, which row ${items.rows[place]} has`;
      const remedy = 'Give every run of a language all its items, or leave the item out of all of them.';
      throw this.#wrong(row, what, remedy);
    }
    const counts = second && third ? { tp: first, fp: second, fn: third } : null;
    return { key, row, layer, flags, items, scores: counts ? null : first, counts };
  }

  #runOf(key: CellKey, { layer, flags }: ItemValues, row: number, columns: number): Run {
    const name = Object.values(key).join('\u0000');
    const known = this.#runs.get(name);
    if (known) return known;
    const place = `${key.target}\u0000${key.language}`;
    const items = this.#items.get(place) ?? { places: new Map(), ids: [], groups: [], rows: [] };
    this.#items.set(place, items);
    const numbers = Array.from({ length: columns }, () => new GrowingNumbers());
    const run: Run = { key, row, layer, flags, items, numbers, rows: 0 };
    this.#runs.set(name, run);
    return run;
  }

  #checkTarget({ target: name }: CellKey, values: ItemValues, row: number, columns: number): void {
    const { metric, split } = values;
    const known = this.#targets.get(name) ?? { name, metric, split, row, counted: columns === 3 };
    this.#targets.set(name, known);
    if (columns === 0 || known.counted !== (columns === 3)) {
      throw this.#wrong(row, withoutScore(known.counted ? 3 : 1), scoreRemedy);
    }
    for (const field of ['metric', 'split'] as const) {
      if (known[field] === values[field]) continue;
      const what = `the ${field} of ${name} is ${values[field]}, and ${known[field]} in row ${known.row}`;
      throw this.#wrong(row, what, `Keep the rows of one ${field} for each target.`);
    }
  }

  #placeOf(items: Items, { item, group }: ItemValues, row: number): number {
    const known = items.places.get(item);
    if (known === undefined) {
      items.places.set(item, items.ids.length);
      items.groups.push(group);
      items.rows.push(row);
      return items.ids.push(item) - 1;
    }
    if (items.groups[known] !== group) {
      const what = `item ${item} is in group ${group}, and in ${items.groups[known]} in row ${items.rows[known]}`;
      throw this.#wrong(row, what, 'Give an item the same group in every row of its language.');
    }
    return known;
  }
}

/** Counts go before: where they are, the corpus F1 is what the metric is. */
function numbersOf({ score, tp, fp, fn }: ItemValues): readonly number[] {
  if (tp !== null && fp !== null && fn !== null) return [tp, fp, fn];
  return score === null ? [] : [score];
}

const withoutScore = (wanted: number): string =>
  wanted === 3
    ? 'there are no tp, fp and fn, which other rows of the target have'
    : 'there is no score, or it is not a number';

const scoreRemedy = 'Give every row of a target a score from 0 to 1, or every one tp, fp and fn.';

/** A run as a person tells it from others. */
const inWords = ({ target, language, arm, intermediate, shots, bucket, seed }: CellKey): string =>
  [
    ...[target, language, arm],
    ...(intermediate === 'none' ? [] : [intermediate]),
    ...(shots > 0 ? [`${shots} shots`, `bucket ${bucket}`] : []),
    `seed ${seed}`,
  ].join(', ');
