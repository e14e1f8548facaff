import type { Example } from '@stopover/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallTasks } from '../fixtures/small-tasks.ts';
import { smallTokenizer } from '../fixtures/small-tokenizer.ts';
import { toFeatures } from '../to-features.ts';
import type { Tokenizer } from '../tokenizer.ts';
import { trainingFeatures } from './pair.ts';

let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await smallTokenizer();
});

async function rightOf(rows: readonly Example<'ranking'>[]): Promise<(readonly string[])[]> {
  const { features } = await toFeatures(tokenizer, smallTasks.ranking, rows, { maxLength: 16, stride: 4 });
  return trainingFeatures(smallTasks.ranking, rows, features).map((one) => (one.kind === 'pair' ? one.gold : []));
}

const row = (query: string, document: string, gold: readonly string[] = [document]): Example<'ranking'> => ({
  query: { id: query, text: 'the cat' },
  document: { id: document, text: 'on mats' },
  gold,
});

describe('pairs of a dual encoder', () => {
  it('have all documents as right that the rows of their query have or name', async () => {
    const rows = [row('q1', 'd1'), row('q1', 'd2'), row('q2', 'd3', ['d3', 'd4'])];
    expect(await rightOf(rows)).toEqual([
      ['d1', 'd2'],
      ['d1', 'd2'],
      ['d3', 'd4'],
    ]);
  });

  it('without ids are right for their own query alone', async () => {
    expect(await rightOf([row('', '', ['']), row('', '', [''])])).toEqual([
      ['0', ''],
      ['1', ''],
    ]);
  });
});
