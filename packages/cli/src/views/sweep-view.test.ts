import { describe, expect, it } from 'vitest';
import { chosenInWords } from './sweep-view.ts';

const choice = (scores: readonly number[], chosen: number | null = 0) => ({
  ...{ chosen, metric: 'accuracy', rows: { task: 'mnli', language: 'en', examples: 200 } },
  candidates: scores.map((score, i) => ({ fields: { epochs: i + 1 }, trials: [], score })),
});

describe('what a sweep chose', () => {
  it('is the best of its candidates, with its score and the rows', () => {
    expect(chosenInWords(choice([61.25, 60, 60]), 'mnli')).toEqual([
      'Chosen for mnli: epochs 1: accuracy 61.3 on 200 English development rows of mnli, best of 3 candidates.',
    ]);
  });

  it('is the first of several with one score, which is said', () => {
    expect(chosenInWords(choice([55, 60, 60], 1), 'mnli').join()).toContain(
      ', the first of 2 equal ones among 3 candidates.',
    );
  });

  it('is nothing while trials are missing', () => {
    expect(chosenInWords(choice([55, 60], null), 'mnli')).toEqual([]);
  });
});
