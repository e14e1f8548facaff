import { defineTask, type Example, type Metric, skip, type TableRef, type TaskDescription } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { type Check, descriptionChecks, rowChecks, scoreChecks } from './check-task.ts';

interface Row {
  readonly text: string;
  readonly label: number;
}

const accuracy: Metric<'classification'> = {
  name: 'accuracy',
  range: [0, 100],
  score: (pairs) => (100 * pairs.filter(({ gold, prediction }) => gold === prediction).length) / pairs.length,
  items: (pairs) => Float64Array.from(pairs, ({ gold, prediction }) => (gold === prediction ? 100 : 0)),
};

const good: TaskDescription<'classification'> = {
  name: 'weather',
  kind: 'classification',
  role: 'intermediate',
  about: { summary: 'Is it raining?', paper: 'https://example.org/weather', license: 'MIT' },
  source: { repo: 'example/weather', revision: 'a'.repeat(40), splits: { train: 'train', validation: 'validation' } },
  languages: { default: 'en' },
  head: { labels: ['no', 'yes'] },
  metrics: [accuracy],
};

/** A strict reader of rows: what a schema would do. */
function parse(value: unknown): Row {
  const fine = typeof value === 'object' && value !== null && 'text' in value && 'label' in value;
  if (fine && typeof value.text === 'string' && typeof value.label === 'number') {
    return { text: value.text, label: value.label };
  }
  throw new Error('not a row');
}

const rows = [
  { text: 'Drops fall on the roof.', label: 1 },
  { text: 'The street is dry.', label: 0 },
  { text: 'Nobody looked.', label: -1 },
];

const task = (changes: Partial<TaskDescription<'classification'>> = {}, schema: (value: unknown) => Row = parse) =>
  defineTask({
    ...good,
    ...changes,
    row: { parse: schema },
    example: ({ text, label }) => (label < 0 ? skip('no label') : { text, gold: label }),
  });

/** Names of the checks that fail. */
const failures = (checks: readonly Check[]): readonly string[] =>
  checks.flatMap(({ name, check }) => {
    try {
      check();
      return [];
    } catch {
      return [name];
    }
  });

let calls = 0;

describe('the checks on a task', () => {
  it('pass on a good one', () => {
    expect(failures([...descriptionChecks(task()), ...rowChecks(task(), rows), ...scoreChecks(task(), rows)])).toEqual(
      [],
    );
  });

  it.each<[string, Partial<TaskDescription<'classification'>>]>([
    ['cites a paper and names a licence', { about: { ...good.about, paper: 'http://example.org' } }],
    ['cites a paper and names a licence', { about: { ...good.about, license: ' ' } }],
    ['cites a paper and names a licence', { about: { ...good.about, citation: 'Smith et al.' } }],
    ['has a lower-case name and a one-line summary', { name: 'Weather Task' }],
    ['tags every language with a canonical BCP 47 tag, once', { languages: { default: 'eng' } }],
    ['tags every language with a canonical BCP 47 tag, once', { languages: { a: 'de', b: 'de' } }],
    ['tags every language with a canonical BCP 47 tag, once', { languages: {} }],
    ['names the splits that its role needs', { role: 'target' }],
    ['names the splits that its role needs', { trainingTasks: { default: ['other'] } }],
    ['has metrics with different names', { metrics: [accuracy, accuracy] }],
  ])('find fault: %s', (name, changes) => {
    expect(failures(descriptionChecks(task(changes)))).toEqual([name]);
  });

  it.each<[string, () => readonly [TableRef, ...TableRef[]]]>([
    ['are other ones when it is asked again', () => [{ config: `${calls++}`, split: 'train' }]],
    ['are of a branch', () => [{ config: 'a', split: 'train', revision: 'main' }]],
  ])('find tables that %s', (_, tables) => {
    expect(failures(descriptionChecks(task({ source: { ...good.source, tables } })))).toEqual([
      'says of each configuration and split which tables it has',
    ]);
  });

  it('find an empty list of training tasks', () => {
    const target = task({
      role: 'target',
      source: { ...good.source, splits: { test: 'test' } },
      trainingTasks: { a: [] },
    });
    expect(failures(descriptionChecks(target))).toEqual(['names the tasks of every list of training tasks']);
  });

  it('find a task that takes anything for a row', () => {
    const lenient = task({}, () => ({ text: 'anything', label: 0 }));
    expect(failures(rowChecks(lenient, rows))).toContain('refuses {} as a row');
    expect(failures(rowChecks(lenient, rows))).toContain('refuses null as a row');
  });

  it('find a label that the head does not have', () => {
    expect(failures(rowChecks(task({ head: { labels: ['no'] } }), rows))).toEqual([
      'makes examples that its head can learn',
    ]);
  });

  it.each<[string, Partial<Example<'classification'>>]>([
    ['all different', {}],
    ['no texts of items that have no id where the test is not parallel', { group: 'rain' }],
  ])('find groups that are %s', (_, same) => {
    const grouped = defineTask({
      ...{ ...good, languages: { a: 'en', b: 'de' } },
      row: { parse },
      example: ({ text, label }) => ({ text, gold: Math.max(0, label), group: text, ...same }),
    });
    expect(failures(rowChecks(grouped, rows))).toEqual(['gives groups, if any, that several items share']);
  });

  it('pass groups that items share', () => {
    const grouped = defineTask({
      ...good,
      row: { parse },
      example: ({ text, label }) => ({ text, gold: Math.max(0, label), group: label > 0 ? 'rain' : 'sun' }),
    });
    expect(failures(rowChecks(grouped, rows))).toEqual([]);
  });

  it('find rows that are all skipped', () => {
    expect(failures(rowChecks(task(), rows.slice(2)))).toEqual(['makes examples of its rows, or skips with a reason']);
  });

  it('find a reader that remembers rows', () => {
    let reads = 0;
    const counting = task({}, (value) => {
      reads += 1;
      return { ...parse(value), text: `${reads}` };
    });
    expect(failures(rowChecks(counting, rows))).toContain(
      'reads a row the same way twice, leaves it alone, and minds no further columns',
    );
  });

  it.each<[string, Partial<Metric<'classification'>>]>([
    ['accuracy gives a perfect model the best score', { score: () => 99 }],
    ['accuracy gives a wrong model less', { score: () => 100 }],
    ['accuracy gives guessing what chance gives', { score: (pairs) => (pairs.length > 2 ? 100 : 0) }],
    ['accuracy gives a perfect model the best score', { items: (pairs) => new Float64Array(pairs.length) }],
  ])('find a broken metric: %s', (name, changes) => {
    expect(failures(scoreChecks(task({ metrics: [{ ...accuracy, ...changes }] }), rows))).toContain(name);
  });
});
