import type { Example, Kind, Task } from '@stopover/core';
import { expect } from 'vitest';
import { expectCountsToGive, expectItemsToAverage } from './check-metric.ts';
import { exampleFaults, expectedGuess, perfectPair, wrongPair } from './kinds.ts';

/** One named requirement; `check` throws when it is not met. */
export interface Check {
  readonly name: string;
  readonly check: () => void;
}

/** The requirements on every task's description. */
export function descriptionChecks<K extends Kind>(task: Task<K>): readonly Check[] {
  return [
    {
      name: 'has a lower-case name and a one-line summary',
      check: () => {
        expect(task.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(task.about.summary).toMatch(/^\S.*\S$/);
      },
    },
    {
      name: 'cites a paper and names a licence',
      check: () => {
        expect(new URL(task.about.paper).protocol).toBe('https:');
        expect(task.about.license).toMatch(/\S/);
        const { citation } = task.about;
        if (citation !== undefined)
          expect(citation, 'Authors (year). Title. Venue.').toMatch(/^\S.* \(\d{4}\)\. \S.*\.$/);
      },
    },
    {
      name: 'tags every language with a canonical BCP 47 tag, once',
      check: () => {
        const tags = Object.values(task.languages);
        expect(tags.length).toBeGreaterThan(0);
        expect(Intl.getCanonicalLocales(tags)).toEqual(tags);
      },
    },
    { name: 'names the splits that its role needs', check: () => checkSplits(task) },
    { name: 'says of each configuration and split which tables it has', check: () => checkTables(task) },
    {
      name: 'names the tasks of every list of training tasks',
      check: () => {
        for (const [recipe, names] of Object.entries(task.trainingTasks ?? {})) {
          expect(names.length, `trainingTasks.${recipe}`).toBeGreaterThan(0);
          for (const name of names) expect(name, `trainingTasks.${recipe}`).toMatch(/\S/);
        }
      },
    },
    {
      name: 'says what it shares with other tasks, and not with itself',
      check: () => {
        for (const { task: other, what } of task.sharesWith ?? []) {
          expect(other).toMatch(/\S/);
          expect(other).not.toBe(task.name);
          expect(what, `what is shared with ${other}`).toMatch(/^\S.*[^\s.]$/);
        }
      },
    },
    {
      name: 'has metrics with different names',
      check: () => {
        const names = task.metrics.map(({ name }) => name);
        expect(names).toEqual([...new Set(names)]);
      },
    },
  ];
}

/** The requirements on what a task makes of its rows. */
export function rowChecks<K extends Kind>(task: Task<K>, rows: readonly unknown[]): readonly Check[] {
  const examples = () => readAll(task, rows);
  return [
    ...[{}, null, 'text', 7, []].map((row) => ({
      name: `refuses ${JSON.stringify(row)} as a row`,
      check: () => {
        expect(() => task.read(row)).toThrow();
      },
    })),
    {
      name: 'makes examples of its rows, or skips with a reason',
      check: () => {
        expect(examples().length).toBeGreaterThan(0);
        for (const row of rows) {
          const made = task.read(row);
          if ('skipped' in made) expect(made.skipped).toMatch(/\S/);
        }
      },
    },
    {
      name: 'reads a row the same way twice, leaves it alone, and minds no further columns',
      check: () => {
        for (const row of rows) {
          const before = structuredClone(row);
          const made = task.read(row);
          expect(task.read(withColumn(row))).toEqual(made);
          expect(row).toEqual(before);
        }
      },
    },
    {
      name: 'makes examples that its head can learn',
      check: () => expect(examples().flatMap((example) => exampleFaults(task, example))).toEqual([]),
    },
    { name: 'gives groups, if any, that several items share', check: () => checkGroups(task, examples()) },
  ];
}

/** The requirements on a task's metrics, tried on its rows. */
export function scoreChecks<K extends Kind>(task: Task<K>, rows: readonly unknown[]): readonly Check[] {
  const language = Object.values(task.languages)[0] ?? 'und';
  const examples = () => readAll(task, rows);
  return task.metrics.flatMap((metric) => [
    {
      name: `${metric.name} gives a perfect model the best score`,
      check: () => {
        const pairs = examples().flatMap((example) => perfectPair(task, example));
        if (pairs.length === 0) return; // rows of queries whose documents answer them
        expect(metric.score(pairs, { language })).toBeCloseTo(metric.range[1], 9);
        expectItemsToAverage(metric, pairs, language);
        expectCountsToGive(metric, pairs, language);
      },
    },
    {
      name: `${metric.name} gives a wrong model less`,
      check: () => {
        const pairs = examples().flatMap((example) => wrongPair(task, example));
        const best = metric.range[1];
        if (pairs.length > 0) expect(metric.score(pairs, { language })).not.toBeCloseTo(best, 9);
        expectItemsToAverage(metric, pairs, language);
        expectCountsToGive(metric, pairs, language);
      },
    },
    {
      name: `${metric.name} gives guessing what chance gives`,
      check: () => {
        if (metric.name !== 'accuracy') return;
        const [worst, best] = metric.range;
        for (const example of examples()) {
          const guess = expectedGuess(task, example);
          if (guess === undefined) continue;
          const score = metric.score(guess.pairs, { language });
          expect(score).toBeCloseTo(worst + (best - worst) * guess.chance, 9);
        }
      },
    },
  ]);
}

function readAll<K extends Kind>(task: Task<K>, rows: readonly unknown[]): readonly Example<K>[] {
  return rows.flatMap((row) => {
    const made = task.read(row);
    return 'skipped' in made ? [] : [made];
  });
}

/** A group of one says nothing, and one of items that cannot be told apart over languages the wrong thing. */
function checkGroups<K extends Kind>({ parallel, languages }: Task<K>, examples: readonly Example<K>[]): void {
  const grouped = examples.filter(({ group }) => group !== undefined);
  if (grouped.length === 0) return;
  for (const { id, group } of grouped) {
    expect(group, 'a group is a text').toBeTypeOf('string');
    if (Object.keys(languages).length > 1 && !parallel)
      expect(id, 'where the test is not parallel, an item with a group has an id').toBeTypeOf('string');
  }
  const different = new Set(grouped.map(({ group }) => group)).size;
  expect(different, 'two rows of the test should share a group').toBeLessThan(grouped.length);
}

const withColumn = (row: unknown): unknown =>
  typeof row === 'object' && row !== null ? { ...row, 'column of a later version': 1 } : row;

/** Of a pure function: asked twice it says the same, and never that there is no table. */
function checkTables<K extends Kind>({ source: { splits, tables }, languages }: Task<K>): void {
  if (tables === undefined) return;
  for (const config of Object.keys(languages)) {
    for (const split of Object.values(splits)) {
      const found = tables(config, split);
      expect(found.length, `source.tables('${config}', '${split}')`).toBeGreaterThan(0);
      expect(tables(config, split), `source.tables('${config}', '${split}'), asked again`).toEqual(found);
      for (const table of found) {
        if (typeof table.revision === 'string') expect(table.revision).toMatch(/^[0-9a-f]{40}$/);
      }
    }
  }
}

function checkSplits<K extends Kind>({ role, source: { splits }, trainingTasks }: Task<K>): void {
  if (role === 'target') expect(splits.test, 'a target is evaluated on source.splits.test').toMatch(/\S/);
  if (role === 'intermediate') {
    expect(splits.train, 'an intermediate task trains on source.splits.train').toMatch(/\S/);
    expect(splits.validation, 'checkpoints are selected on source.splits.validation').toMatch(/\S/);
    expect(trainingTasks, 'only a target is trained on other tasks').toBeUndefined();
  }
}
