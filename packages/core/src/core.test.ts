import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  coreFolder,
  DataError,
  defineMetric,
  definePlugin,
  defineTask,
  type Metric,
  madeBy,
  messageOf,
  pluginOf,
  RequestError,
  StopoverError,
  skip,
} from './index.ts';

const accuracy = defineMetric<'classification'>({
  name: 'accuracy',
  range: [0, 100],
  score: (pairs) => (100 * pairs.filter(({ gold, prediction }) => gold === prediction).length) / pairs.length,
});
const spec = {
  name: 'weather',
  kind: 'classification',
  role: 'intermediate',
  about: { summary: 'Is it wet?', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/up', revision: 'a'.repeat(40), splits: { train: 'train' } },
  languages: { default: 'en' },
  head: { labels: ['dry', 'wet'] },
  metrics: [accuracy],
  row: {
    parse: (value: unknown) => {
      if (typeof value !== 'string') throw new Error('a row is a string');
      return value;
    },
  },
  example: (text: string) => (text === '' ? skip('empty') : { text, gold: Number(text.includes('rain')) }),
} as const;

describe('defineTask', () => {
  test('reads rows, skips with a reason, refuses what the schema refuses', () => {
    const task = defineTask(spec);
    expect(task.read('rain again')).toEqual({ text: 'rain again', gold: 1 });
    expect(task.read('')).toEqual({ skipped: 'empty' });
    expect(() => task.read(7)).toThrow('a row is a string');
  });

  test('wants a commit or the word that there is none', () => {
    const at = (revision: string | { unverified: string }) => () =>
      defineTask({ ...spec, source: { ...spec.source, revision } });
    expect(at('main')).toThrow(
      'task weather: source.revision must be a 40-digit commit, got "main". Take the commit from the data set page',
    );
    expect(at({ unverified: 'no network' })).not.toThrow();
  });

  test('a metric of another kind is a type error', () => {
    const f1: Metric<'span'> = { name: 'f1', range: [0, 100], score: () => 0 };
    // @ts-expect-error a span metric cannot score labels
    defineTask({ ...spec, metrics: [f1] });
    // @ts-expect-error at least one metric
    defineTask({ ...spec, metrics: [] });
    // @ts-expect-error an example has a gold answer
    defineTask({ ...spec, example: (text: string) => ({ text }) });
    expectTypeOf(defineTask(spec).kind).toEqualTypeOf<'classification'>();
  });
});

describe('errors', () => {
  test('say where, what and what to do, and carry the exit status', () => {
    const problem = { where: 'rows', what: 'label 7 is out of range...', remedy: 'Mend the file.' };
    expect(new DataError(problem).message).toBe('rows: label 7 is out of range. Mend the file.');
    expect([new StopoverError(problem).exitCode, new RequestError(problem).exitCode]).toEqual([1, 2]);
    expect(new RequestError(problem).name).toBe('RequestError');
    expect(messageOf('thrown text')).toBe('thrown text');
  });
});

describe('plugins', () => {
  test('are the default export of their package', () => {
    const plugin = definePlugin({ name: '@lab/x' });
    expect(pluginOf({ default: plugin }, '@lab/x')).toBe(plugin);
    expect(() => pluginOf({ x: plugin }, '@lab/x')).toThrow(/plugin @lab\/x: the package has no default export/);
    expect(() => pluginOf({ default: { name: '@lab/x' } }, '@lab/x')).toThrow(/made by definePlugin/);
    expect(() => pluginOf(null, '@lab/x')).toThrow(RequestError);
  });

  test('carry the mark of the copy of core that made them, and nothing that can be listed', () => {
    const plain = { name: '@lab/x' };
    expect(madeBy(plain)).toBeUndefined();
    expect(madeBy(null)).toBeUndefined();
    const plugin = definePlugin(plain);
    expect(madeBy(plugin)).toBe(coreFolder);
    expect(coreFolder).toMatch(/^file:.*\/packages\/core\/$/);
    expect(Object.keys(plugin)).toEqual(['name']);
    expect(madeBy(definePlugin(Object.freeze({ name: '@lab/frozen' })))).toBe(coreFolder);
  });
});
