import type { Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { madeUpBenchmark } from '../fixtures/made-up-benchmark.ts';
import { studyDifferences } from './study-differences.ts';

const study = (layer: number): Results =>
  madeUpBenchmark({
    targets: ['xnli', 'tatoeba'],
    intermediates: ['mnli'],
    score: () => 60,
    layersOf: (target) => (target === 'tatoeba' ? { layer, scores: {} } : null),
  });

const translated = (...by: readonly (readonly [by: string, task: string, to: string, hash: string])[]): Results => ({
  ...study(7),
  inputs: {
    ...{ engine: '1', models: [], tables: [] },
    translations: by.map(([name, task, to, hash]) => ({
      ...{ task, split: 'train', from: 'en', to, by: name, hash: hash.repeat(64) },
    })),
  },
});

describe('what differs between two studies', () => {
  it('is the translator, by its name and what it is known by, once for all that it translates', () => {
    const one = translated(['nllb', 'mnli', 'sw', 'a'], ['nllb', 'mnli', 'th', 'a'], ['nllb', 'copa', 'sw', 'a']);
    const other = translated(['opus', 'mnli', 'sw', 'b'], ['opus', 'mnli', 'th', 'b'], ['nllb', 'copa', 'sw', 'c']);
    expect(studyDifferences(one, other)).toEqual([
      {
        what: 'translations of mnli train, en to sw; mnli train, en to th',
        first: 'nllb (SHA-256 aaaaaaaaaaaa…)',
        second: 'opus (SHA-256 bbbbbbbbbbbb…)',
      },
      {
        what: 'translations of copa train, en to sw',
        first: 'nllb (SHA-256 aaaaaaaaaaaa…)',
        second: 'nllb (SHA-256 cccccccccccc…)',
      },
    ]);
  });

  it('is no translator that only has another name, nor one of several that both have', () => {
    const one = translated(['nllb', 'mnli', 'sw', 'a'], ['opus', 'mnli', 'sw', 'b'], ['nllb', 'copa', 'sw', 'a']);
    const other = translated(['other', 'mnli', 'sw', 'b'], ['nllb', 'mnli', 'sw', 'a']);
    expect(studyDifferences(one, other)).toEqual([]);
  });

  it('is the layer of retrieval, its pooling, and what stood before a sentence', () => {
    const layers = study(7).layers?.map((one) => ({ ...one, ...({ pooling: 'cls', prefix: 'query: ' } as const) }));
    const named = study(7).layers?.map((one) => ({ ...one, chosenBy: 'named' as const }));
    const line = (second: string) => [
      { what: 'sentence embeddings of tatoeba', first: 'mean of layer 7, chosen on development rows', second },
    ];
    expect(studyDifferences(study(7), study(7))).toEqual([]);
    expect(studyDifferences(study(7), study(9))).toEqual(line('mean of layer 9, chosen on development rows'));
    expect(studyDifferences(study(7), { ...study(7), layers: named ?? [] })).toEqual(line('mean of layer 7'));
    expect(studyDifferences(study(7), { ...study(7), layers: layers ?? [] })).toEqual(
      line('first token of layer 7, after "query: ", chosen on development rows'),
    );
  });
});
