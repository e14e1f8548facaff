import { describe, expect, it } from 'vitest';
import { mixtureRecipe, recipeFor, type StudyRecipe, shotsRecipe, textRecipe } from './named-recipes.ts';

const plain: StudyRecipe = { base: 'jiant', all: {}, intermediate: {}, target: {}, shots: {}, text: {} };
const xtreme: StudyRecipe = { ...plain, base: 'xtreme' };

describe('the published recipes', () => {
  it.each([
    [
      'XNLI in jiant',
      plain,
      'classification',
      {
        learningRate: 1e-5,
        epochs: 2,
        batchSize: 32,
        maxLength: 256,
        warmupRatio: 0.1,
        weightDecay: 0.01,
        evalSteps: 1000,
        patience: 30,
        selectionExamples: 500,
        select: 'best',
      },
    ],
    ['XQuAD in jiant', plain, 'span', { learningRate: 1e-5, epochs: 2, batchSize: 16, maxLength: 384 }],
    ['PAN-X in jiant', plain, 'tagging', { epochs: 10, batchSize: 32, maxLength: 256 }],
    [
      'XNLI in XTREME',
      xtreme,
      'classification',
      {
        learningRate: 3e-5,
        epochs: 5,
        batchSize: 32,
        maxLength: 128,
        warmupRatio: 0,
        weightDecay: 0,
        evalSteps: 100,
        select: 'best',
      },
    ],
    [
      'XQuAD in XTREME',
      xtreme,
      'span',
      {
        learningRate: 3e-5,
        epochs: 3,
        batchSize: 32,
        maxLength: 384,
        docStride: 128,
        warmupSteps: 500,
        weightDecay: 1e-4,
        select: 'last',
      },
    ],
    ['XCOPA in XTREME-R', xtreme, 'choice', { learningRate: 3e-5, epochs: 5, batchSize: 32, maxLength: 128 }],
  ] as const)('are those of the scripts: %s', (_, study, kind, fields) => {
    expect(recipeFor(study, 'target', kind)).toMatchObject(fields);
  });

  it('give way to the study’s own fields: all, then the role’s', () => {
    const study: StudyRecipe = { ...plain, all: { epochs: 7, batchSize: 4 }, intermediate: { epochs: 1 } };
    expect(recipeFor(study, 'intermediate', 'span')).toMatchObject({ epochs: 1, batchSize: 4, maxLength: 384 });
    expect(recipeFor(study, 'target', 'span')).toMatchObject({ epochs: 7, batchSize: 4 });
  });

  it('refuse a share of warm-up that steps of the base would win over', () => {
    const share = 'xtreme warms a span training up for 500 steps, which win over the share 0.1';
    for (const place of ['all', 'target'] as const)
      expect(() => recipeFor({ ...xtreme, [place]: { warmupRatio: 0.1 } }, 'target', 'span')).toThrow(share);
    expect(() => recipeFor(xtreme, 'target', 'span', { warmupRatio: 0.1 })).toThrow(share);
    const said = (warmupSteps: number | null) => ({ ...xtreme, all: { warmupRatio: 0.1, warmupSteps } });
    for (const steps of [null, 500])
      expect(recipeFor(said(steps), 'target', 'span')).toMatchObject({ warmupRatio: 0.1, warmupSteps: steps });
    const all = { warmupRatio: 0.1 };
    for (const [study, kind] of [[plain, 'span'] as const, [xtreme, 'classification'] as const])
      expect(recipeFor({ ...study, all }, 'target', kind)).toMatchObject({ ...all, warmupSteps: null });
    // Shots warm up by what the study says alone.
    expect(shotsRecipe({ ...xtreme, all }, 'span', 10)).toMatchObject({ ...all, warmupSteps: null });
  });

  it('freeze what all stages freeze, but for a role that says none, whose recipe is as if nobody had said anything', () => {
    const study: StudyRecipe = { ...plain, all: { freeze: 2 }, target: { freeze: 'none' } };
    expect(recipeFor(study, 'intermediate', 'span')).toHaveProperty('freeze', 2);
    expect(recipeFor(study, 'target', 'span')).toStrictEqual(recipeFor(plain, 'target', 'span'));
  });

  it('of a mixture has room for its longest kind, whatever their order, and selects on nothing', () => {
    const mixed = mixtureRecipe(plain, ['classification', 'span']);
    expect(mixed).toMatchObject({ maxLength: 384, batchSize: 16, select: 'last', patience: null });
    expect(mixtureRecipe(plain, ['span', 'classification'])).toEqual(mixed);
  });

  it.each([
    [10, 50],
    [100, 50],
    [500, 10],
    [1000, 5],
    [5000, 5],
  ])('trains %i shots for %i epochs at a constant rate and keeps the last model', (k, epochs) => {
    const wish = { ...plain, all: { select: 'best', maxExamples: 3 } } as const;
    const fields = { epochs, schedule: 'constant', warmupRatio: 0, select: 'last', maxExamples: null, maxLength: 256 };
    expect(shotsRecipe(wish, 'classification', k)).toMatchObject(fields);
  });

  it('keep an average where it is written for them, which needs no development rows', () => {
    const average = { select: 'average', averagedCheckpoints: 5 } as const;
    expect(shotsRecipe({ ...plain, shots: average }, 'classification', 10)).toMatchObject(average);
    expect(textRecipe({ ...plain, text: average })).toMatchObject(average);
    expect(mixtureRecipe(plain, ['classification', 'span'], average)).toMatchObject(average);
    const ofAll: StudyRecipe = { ...plain, all: average, intermediate: average };
    expect(shotsRecipe(ofAll, 'classification', 10).select).toBe('last');
    expect(textRecipe(ofAll).select).toBe('last');
    expect(mixtureRecipe(ofAll, ['classification', 'span']).select).toBe('last');
  });

  it('trains shots on rows as long as those of the English training and the test, unless they are given lengths of their own', () => {
    const lengths = { maxLength: 96, docStride: 24 };
    const role: StudyRecipe = { ...plain, all: { maxLength: 64 }, target: { ...lengths, epochs: 7 } };
    const longest = ({ maxLength, docStride }: Partial<typeof lengths>) => ({ maxLength, docStride });
    for (const own of [{}, { maxLength: 80 }] as const)
      expect(longest(shotsRecipe(role, 'span', 10, own))).toEqual(longest(recipeFor(role, 'target', 'span', own)));
    expect(shotsRecipe(role, 'span', 10)).toMatchObject({ ...lengths, epochs: 50 });
    expect(shotsRecipe({ ...role, shots: { maxLength: 48 } }, 'span', 10)).toMatchObject({ ...lengths, maxLength: 48 });
  });
});
