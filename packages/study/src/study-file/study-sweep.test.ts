import { describe, expect, it } from 'vitest';
import { StudyError } from './study-error.ts';
import { parseStudy } from './study-file.ts';

const study = (sweep: string, more = '', recipe = 'jiant') =>
  parseStudy(
    `name: s
model: m
intermediates: [none, mnli, { name: mixed, mixture: [mnli, squad-v1] }]
targets: [xnli, { task: xcopa, recipe: { dropout: 0.1 } }]
seeds: [4, 7]
recipe: ${recipe}
${more}sweep: ${sweep}
`,
    'study.yaml',
  );

const over = (fields: string, how = '') => `{ ${how}over: { target: ${fields} } }`;

function problemsOf(...args: Parameters<typeof study>) {
  try {
    study(...args);
  } catch (error) {
    if (error instanceof StudyError) return error.problems;
    throw error;
  }
  return [];
}

describe('a sweep in a study file', () => {
  it('gives every combination in the order of the lists, the last field fastest', () => {
    const { sweep, recipeName } = study(over('{ learningRate: [3.0e-5, 1.0e-5], epochs: [2, 3] }'));
    expect(sweep).toEqual({
      ...{ method: 'grid', seeds: [4] },
      candidates: {
        target: [
          { learningRate: 3e-5, epochs: 2 },
          { learningRate: 3e-5, epochs: 3 },
          { learningRate: 1e-5, epochs: 2 },
          { learningRate: 1e-5, epochs: 3 },
        ],
      },
    });
    expect(recipeName).toBe('jiant, swept');
    expect(parseStudy('name: s\nmodel: m\ntargets: [xnli]\n', 'study.yaml').sweep).toBe(null);
  });

  it('draws different candidates within their ranges, the same from the same seed', () => {
    const random = (seeds: string) =>
      study(
        over(
          '{ learningRate: { min: 1.0e-6, max: 1.0e-3, scale: log }, batchSize: { min: 8, max: 16 }, warmupRatio: { min: 0, max: 0.2 }, schedule: [linear, constant] }',
          `method: random, trials: 100, seeds: ${seeds}, `,
        ),
      ).sweep?.candidates.target ?? [];
    const drawn = random('[4]');
    expect(drawn.length).toBe(100);
    expect(new Set(drawn.map((one) => JSON.stringify(one))).size).toBe(100);
    expect(random('[4]')).toEqual(drawn);
    expect(random('[7]')).not.toEqual(drawn);
    const rates = drawn.map(({ learningRate = 0 }) => learningRate);
    for (const rate of rates) {
      expect(rate).toBeGreaterThanOrEqual(1e-6);
      expect(rate).toBeLessThanOrEqual(1e-3);
      expect(Number(rate.toPrecision(3))).toBe(rate);
    }
    // Of three decades each has about a third: binomial, five standard deviations are 24.
    for (const decade of [1e-6, 1e-5, 1e-4]) {
      const within = rates.filter((rate) => rate >= decade && rate < 10 * decade).length;
      expect(Math.abs(within - 100 / 3)).toBeLessThan(24);
    }
    expect(new Set(drawn.map(({ batchSize }) => batchSize))).toEqual(new Set([8, 9, 10, 11, 12, 13, 14, 15, 16]));
    expect(new Set(drawn.map(({ schedule }) => schedule))).toEqual(new Set(['linear', 'constant']));
  });

  it.each([
    [
      over('{ learningRates: [1, 2] }'),
      'target.learningRates',
      'no field "learningRates"',
      'Did you mean "learningRate"?',
    ],
    [over('{ epochs: [] }'), 'target.epochs', 'no value to try', 'two values or more'],
    [over('{ epochs: [2] }'), 'target', 'one candidate', 'Add a value'],
    [over('{}'), 'target', 'no field is swept', 'Add one'],
    ['{ over: {} }', '', 'names nothing that is tried', 'Add `target:'],
    [over('{ epochs: 3 }'), 'target.epochs', 'a list of values, or a range', 'Change the value'],
    [over('{ epochs: [1, 1.0, 2] }'), 'target.epochs[1]', 'named twice', 'Name it once'],
    [over('{ epochs: [1, -2] }'), 'target.epochs[1]', '-2 does not fit epochs', 'Change the value'],
    [over('{ epochs: { min: 1, max: 3 } }'), 'target.epochs', 'a grid cannot try every value', '`method: random`'],
    [
      over('{ epochs: { min: 3, max: 3 } }', 'method: random, trials: 2, '),
      'target.epochs',
      'nothing between 3 and 3',
      '`min` be below `max`',
    ],
    [
      over('{ weightDecay: { min: 0, max: 1, scale: log } }', 'method: random, trials: 2, '),
      'target.weightDecay.min',
      'begins above 0',
      'Raise `min`',
    ],
    [
      over('{ batchSize: { min: 8, max: 9 } }', 'method: random, trials: 3, '),
      'target',
      'give 2 different candidates',
      'fewer trials',
    ],
    [over('{ epochs: [1, 2, 3] }', 'method: random, '), 'sweep', 'no end without a number of trials', '`trials: 10`'],
    [over('{ epochs: [1, 2, 3] }', 'method: random, trials: 3, '), 'target', 'would try them all', '`method: grid`'],
    [
      over('{ epochs: [1, 2, 3] }', 'trials: 2, '),
      'sweep.trials',
      'a grid tries every combination',
      '`method: random`',
    ],
    [over('{ epochs: [1, 2] }', 'seeds: [1], '), 'sweep.seeds[0]', 'no seed "1"', 'Known: 4, 7'],
    [over('{ select: [best, last] }'), 'target.select', 'cannot be swept', '`recipe.target`'],
    [
      over('{ dropout: [0, 0.2] }'),
      'target.dropout',
      'written at study.yaml, line 4, targets[1], recipe.dropout',
      'Keep one',
    ],
    [
      '{ over: { shots: { epochs: [1, 2] } } }',
      'shots',
      'rows of the target language would take labels',
      '`recipe.shots`',
    ],
    ['{ over: { text: { epochs: [1, 2] } } }', 'text', 'selects on no development rows', '`recipe.text`'],
    [
      '{ over: { targets: { epochs: [1, 2] } } }',
      'targets',
      'no training is called "targets"',
      'Did you mean "target"?',
    ],
  ])('refuses %s', (sweep, at, what, remedy) => {
    const [problem] = problemsOf(sweep);
    const place = at.startsWith('sweep') ? at : ['sweep.over', at].filter((part) => part !== '').join('.');
    expect(problem?.where).toBe(`study.yaml, line 7, ${place}`);
    expect(problem?.what).toContain(what);
    expect(problem?.remedy).toContain(remedy);
  });

  it('refuses more candidates than are tried, what is written as well, and trainings without a score', () => {
    const numbers = Array.from({ length: 101 }, (_, i) => i + 1).join(', ');
    expect(problemsOf(over(`{ maxSteps: [${numbers}] }`))[0]?.what).toContain('101 candidates, and at most 100');
    const written = problemsOf(over('{ epochs: [1, 2] }'), '', '{ target: { epochs: 3 } }');
    expect(written[0]?.what).toContain('written at study.yaml, line 6, recipe.target.epochs');
    expect(problemsOf(over('{ epochs: [1, 2] }'), '', '{ all: { epochs: 3 } }')).toEqual([]);
    const last = problemsOf(over('{ epochs: [1, 2] }'), 'selection: [last, average]\n');
    expect(last[0]?.what).toContain('`selection` is last, average, which score no English development rows');
    expect(problemsOf(over('{ epochs: [1, 2] }'), 'selection: [last, best]\n')).toEqual([]);
    const none = () =>
      parseStudy(
        'name: s\nmodel: m\nintermediates: [{ name: a, mixture: [mnli, copa] }]\ntargets: [xnli]\narms: [intermediate]\nsweep: { over: { intermediate: { epochs: [1, 2] } } }\n',
        'study.yaml',
      );
    expect(none).toThrow('no intermediate has development rows to be chosen on');
  });
});
