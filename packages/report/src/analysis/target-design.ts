import { DataError } from '@stopover/core';
import {
  type ArmRuns,
  type ArmTable,
  armTable,
  type Contrast,
  clustersOf,
  contrastOf,
  contrastsOf,
  type ItemFrame,
  itemFrame,
  linearisedF1,
  poolSeeds,
  type SeedPool,
  seedScoresOf,
  type Term,
} from '@stopover/statistics';
import type { Cell } from '@stopover/study';
import { type Group, headlineOf, type Measured } from './conditions.ts';
import { areSeveralModels, isOneModel } from './one-model.ts';
import { isBaseline } from './roles.ts';
import { flagsOf } from './run-dots.ts';

/** A target as the statistics see it: its items, a table of runs a condition, and the pooled variances over seeds. */
export interface TargetDesign {
  readonly group: Group;
  readonly frame: ItemFrame;
  /** Of the conditions that have a result. */
  readonly tables: ReadonlyMap<Measured, ArmTable>;
  /**
   * The variances over seeds of means over some languages. A mean over fewer varies more, so that only conditions are pooled
   * which have them all.
   */
  readonly poolOver: (languages: readonly string[]) => SeedPool;
  /** False for a metric that is better when smaller. */
  readonly upwards: boolean;
}

/** Makes a target's design. Items that a metric does not give are one item with the whole score. */
export function designOf(group: Group): TargetDesign {
  const { target, conditions } = group;
  const cells = conditions.flatMap((one) => one.cells);
  const whole = wholeLanguages(cells);
  const frame = itemFrame(
    group.languages.map((language) => {
      const first = cells.find((cell) => cell.language === language);
      if (whole.has(language) || !first) return { language, clusters: clustersOf(language, [language], false) };
      // Groups are named so that they can be compared over languages, also where only some items are shared (MLQA).
      const { ids, groups } = first;
      return { language, clusters: groups ?? clustersOf(language, ids, target.parallel) };
    }),
  );
  const itemsOf = (cell: Cell) =>
    whole.has(cell.language) ? [headlineOf(cell, target) ?? Number.NaN] : scoresOf(cell);
  const tables = new Map(
    conditions
      .filter((one) => one.cells.length > 0)
      .map((one) => [one, armTable(frame, armRunsOf(one, group, itemsOf))]),
  );
  const pools = new Map<string, SeedPool>();
  return {
    group,
    frame,
    tables,
    poolOver: (languages) => {
      const name = JSON.stringify([...languages].sort());
      const pool = pools.get(name) ?? poolOf(frame, tables, new Set(languages), group);
      pools.set(name, pool);
      return pool;
    },
    upwards: target.range[1] >= target.range[0],
  };
}

/** Languages in which some run has no score for each item. */
const wholeLanguages = (cells: readonly Cell[]): ReadonlySet<string> =>
  new Set(cells.filter(({ items, counts }) => !items && !counts).map(({ language }) => language));

const scoresOf = ({ items, counts }: Cell): ArrayLike<number> => items ?? (counts ? linearisedF1(counts) : []);

/** An item table of others may count draws from 0: here 0 says that there are no shots. */
const drawOf = ({ shots, bucket }: Pick<Cell, 'shots' | 'bucket'>): number => (shots > 0 ? bucket + 1 : 0);

/**
 * What `armTable` is told of a condition. A model that no seed decides, of a target without training, is one beside every
 * seed. A table of others may say that nothing was trained, and have a baseline that differs from seed to seed: it has seeds.
 */
function armRunsOf(condition: Measured, { training }: Group, itemsOf: (cell: Cell) => ArrayLike<number>): ArmRuns {
  const isOne = isBaseline(condition) ? !areSeveralModels(condition.cells) : isOneModel(condition.cells);
  const seedless = training === '' && isOne;
  const [first] = condition.cells;
  const cells = seedless ? condition.cells.filter(({ seed }) => seed === first?.seed) : condition.cells;
  return {
    name: condition.name,
    varianceClass: varianceClassOf(condition),
    seedless,
    runs: cells.map((cell) => ({
      language: cell.language,
      seed: cell.seed,
      bucket: drawOf(cell),
      items: itemsOf(cell),
    })),
  };
}

/**
 * Conditions of one class are taken to vary over seeds alike. Two selections from one training are the same luck twice, the
 * mean of several seeds' weights varies less than one seed's, and a sum as much as its weights let it: each has a class of its own.
 */
const varianceClassOf = ({ shots, selection, planned: { average, sum } }: Measured): string =>
  [
    `${shots > 0 ? shots : 'no'} shots`,
    selection ?? 'as the recipe says',
    ...(average === null ? [] : [`mean of ${average}`]),
    ...(sum ? ['sum'] : []),
  ].join(', ');

/** Seeds most of whose languages are degenerate are left out: a collapsed run says nothing of how runs vary. */
function poolOf(
  frame: ItemFrame,
  tables: ReadonlyMap<Measured, ArmTable>,
  languages: ReadonlySet<string>,
  { target }: Group,
): SeedPool {
  const scores = [...tables].flatMap(([condition, table]) => {
    if (table.seedless || table.seeds.length < 2) return [];
    const own = condition.cells.filter(({ language }) => languages.has(language));
    const without = new Set(
      table.seeds.filter((seed) => {
        const ofSeed = own.filter((cell) => cell.seed === seed);
        return 2 * ofSeed.filter((cell) => flagsOf(cell, target).length > 0).length > ofSeed.length;
      }),
    );
    return possible(() => seedScoresOf(frame, table, languages, without)) ?? [];
  });
  return poolSeeds(scores);
}

/** The variances over seeds that belong to a contrast: of means over its own languages. */
export const poolFor = ({ poolOver }: TargetDesign, { languages }: Contrast): SeedPool =>
  poolOver(languages.map(({ items }) => items.language));

/** The contrast of conditions with weights, or null where no seed and language is in all of them. */
export function contrastIn(
  { frame, tables }: TargetDesign,
  terms: readonly (readonly [condition: Measured, weight: number])[],
  languages: Iterable<string>,
): Contrast | null {
  const found = termsOf(tables, terms);
  return found && possible(() => contrastOf(frame, found, languages));
}

/** Contrasts over common seeds and languages, or null where there are none. */
export function jointContrastsIn(
  { frame, tables }: TargetDesign,
  list: readonly (readonly (readonly [condition: Measured, weight: number])[])[],
  languages: Iterable<string>,
): readonly Contrast[] | null {
  const found = list.flatMap((terms) => [termsOf(tables, terms) ?? []]);
  if (found.length === 0 || found.some((terms) => terms.length === 0)) return null;
  return possible(() => contrastsOf(frame, found, languages));
}

function termsOf(
  tables: ReadonlyMap<Measured, ArmTable>,
  terms: readonly (readonly [condition: Measured, weight: number])[],
): readonly Term[] | null {
  const found = terms.flatMap(([condition, weight]) => {
    const arm = tables.get(condition);
    return arm ? [{ arm, weight }] : [];
  });
  return found.length === terms.length ? found : null;
}

/** Null where the statistics find nothing that belongs together: such a comparison is left out, and its cells are counted as missing. */
function possible<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof DataError) return null;
    throw error;
  }
}
