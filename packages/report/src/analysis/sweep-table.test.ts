import type { PlannedSweep, SweepChoice } from '@stopover/study';
import { expect, it } from 'vitest';
import { sweepInWords } from './sweep-table.ts';

const choice = (name: string, chosen: number | null): SweepChoice => ({
  ...{ key: 'a'.repeat(64), role: 'target', model: 'm', name, training: '', controls: [], metric: 'accuracy' },
  candidates: [1e-5, 3e-5].map((learningRate) => ({ fields: { learningRate }, trials: [], score: null })),
  ...{ chosen, rows: null },
});
const sweep = (...chosen: readonly (number | null)[]): PlannedSweep => ({
  ...{ method: 'grid', seeds: [1], asWritten: [] },
  choices: chosen.map((one, i) => choice(`t${i}`, one)),
});

it('a sweep is told as done only when every choice is made', () => {
  expect(sweepInWords(sweep(0, 1))).toMatch(
    /^Hyperparameters were chosen on English development rows alone: .*Tried were/,
  );
  const none = sweepInWords(sweep(null, null));
  expect(none).toMatch(
    /^Hyperparameters are chosen on .* Nothing is chosen yet: trials are missing\. Candidates are every/,
  );
  expect(none).not.toMatch(/were chosen|was chosen/);
  expect(sweepInWords(sweep(0, null))).toContain('1 of 2 choices is not made yet: trials are missing.');
});
