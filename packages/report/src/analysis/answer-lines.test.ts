import { describe, expect, it } from 'vitest';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { isPlural } from '../page/words.ts';
import { analyseResults } from './analyse-results.ts';

const answerOf = (languages: readonly string[], seeds: readonly number[]) =>
  analyseResults(
    madeUpResults({ languages, intermediates: ['none', 'mnli'], shots: [100], seeds, items: 60, targets: ['xnli'] }),
    { replicates: 100 },
  ).answer;

describe('the sentences of an answer', () => {
  it('are plural of what is named after a number of examples', () => {
    const [mnli, shots] = answerOf(['de', 'sw'], [1]).lines.map(({ text }) => text);
    expect(mnli).toMatch(/^On xnli \(mean over 2 languages, 1 seed\), mnli is worth .*whether it helps\./);
    expect(shots).toMatch(/^On xnli \(mean over 2 languages, 1 seed\), 100 shots are worth .*whether they help\./);
    expect(['100 shots', '1,000 shots alone', 'mnli + 10 shots', '10 shots, selection: oracle'].map(isPlural)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['mnli', '2nd stage', 'english again', 'squad-v2'].map(isPlural)).toEqual([false, false, false, false]);
  });

  it('name a single language in place of a mean over it', () => {
    expect(answerOf(['sw'], [1, 2, 3]).lines[0]?.text).toMatch(/^On xnli \(sw alone, 3 seeds\), mnli is worth /);
  });

  it('sum up a single finding by what it says', () => {
    expect(answerOf(['de', 'sw'], [1]).headline).toBe(
      'The best intermediate task on xnli: too few seeds to say whether it helps; target-language examples on xnli: too few seeds to say whether they help.',
    );
  });
});
