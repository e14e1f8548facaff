import { defineMetric, defineTask } from '@stopover/core';
import { describe, expect, test } from 'vitest';
import { assertTokens, Catalog, container, inject, injectable, nearest, TASKS } from './index.ts';

const weather = defineTask({
  name: 'weather',
  kind: 'classification',
  role: 'intermediate',
  about: { summary: 'Will it rain?', paper: 'https://example.org/paper', license: 'CC0-1.0' },
  source: { repo: 'lab/weather', revision: 'a'.repeat(40), splits: { train: 'train' } },
  languages: { en: 'en' },
  head: { labels: ['dry', 'wet'] },
  metrics: [defineMetric<'classification'>({ name: 'accuracy', range: [0, 100], score: () => 0 })],
  row: { parse: String },
  example: (text: string) => ({ text, gold: 0 }),
});

describe('Catalog', () => {
  const fruits = new Catalog('fruit', [{ name: 'apple' }, { name: 'banana' }]);

  test('answers an unknown name with the nearest and the list', () => {
    expect(fruits.get('apple').name).toBe('apple');
    expect(() => fruits.get('aple', 'study.yaml: fruits[0]')).toThrow(
      'study.yaml: fruits[0]: there is no fruit "aple". Did you mean "apple"? Known: apple, banana.',
    );
    expect(() => fruits.get('xyz')).toThrow('fruit xyz: there is no fruit "xyz". Known: apple, banana.');
  });

  test('refuses two of a name', () => {
    expect(() => new Catalog('fruit', [{ name: 'fig' }, { name: 'fig' }])).toThrow(/two plugins define a fruit/);
  });

  test('nearest is not far', () => {
    expect(nearest('languges', ['languages', 'targets'])).toBe('languages');
    expect(nearest('sedes', ['seeds', 'shots'])).toBe('seeds');
    expect(nearest('zzz', ['languages', 'targets'])).toBeUndefined();
  });
});

describe('injection', () => {
  class Good {
    readonly tasks: Catalog<{ name: string }>;
    constructor(tasks: Catalog<{ name: string }>) {
      this.tasks = tasks;
    }
  }
  class Unmarked {
    readonly tasks: unknown;
    constructor(tasks: unknown) {
      this.tasks = tasks;
    }
  }
  // The decorators as calls: the test runner takes decorator options from a tsconfig that leaves tests out.
  inject(TASKS)(Good, undefined, 0);
  injectable()(Good);

  test('goes by token, and a parameter without one is caught', () => {
    const own = container.createChildContainer();
    own.register(TASKS, { useValue: new Catalog('task', [weather]) });
    expect(own.resolve(Good).tasks.names).toEqual(['weather']);
    expect(() => assertTokens(Good)).not.toThrow();
    expect(() => assertTokens(Unmarked)).toThrow('Unmarked: 1 constructor parameter(s) without @inject(TOKEN)');
  });
});
