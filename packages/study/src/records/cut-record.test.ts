import { describe, expect, it } from 'vitest';
import { largestCuts, type TableCut } from './cut-record.ts';

const cut = (fields: Partial<TableCut>): TableCut => ({
  ...{ task: 'xnli', language: 'sw', split: 'validation', maxLength: 128 },
  ...{ examples: 10, truncated: 1, lostTokens: 2, splitInputs: 0, windows: 0, lostAnswers: 0 },
  ...fields,
});

describe('counts of what was cut', () => {
  it('stand once for a table and a length, with the most examples that a stage used', () => {
    const shots = cut({});
    const all = cut({ examples: 100, truncated: 4 });
    const shorter = cut({ maxLength: 64, truncated: 9 });
    const test = cut({ split: 'test' });
    expect(largestCuts([shots, all, shorter, shots, test, cut({ examples: 50 })])).toEqual([all, shorter, test]);
    expect(largestCuts([])).toEqual([]);
  });
});
