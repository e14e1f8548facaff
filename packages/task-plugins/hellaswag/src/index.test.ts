import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { hellaswag } from './index.ts';

const endings = [
  'She opens it.',
  '[substeps] Dry it.  Fold it. [title] Store it.',
  'He left [sic] at once.',
  'It rains.',
];
const rows = [
  { ind: 1, ctx: '[header] How to wash a tent [title] Fill a tub. [step] Use cold water.', endings, label: '1' },
  { ind: 2, ctx: 'A woman stands at a door. She', endings, label: '0' },
  { ind: 3, ctx: 'A man sits.', endings, label: '' },
];

describeTask(hellaswag, rows);

it("takes WikiHow's marks out and leaves other brackets in", () => {
  expect(hellaswag.read(rows[0])).toEqual({
    context: 'How to wash a tent. Fill a tub. Use cold water.',
    choices: ['She opens it.', 'Dry it. Fold it. Store it.', 'He left [sic] at once.', 'It rains.'],
    gold: 1,
  });
});

it('skips a hidden label', () => {
  expect(hellaswag.read(rows[2])).toEqual({ skipped: 'the label is hidden' });
});

it('refuses a fifth ending', () => {
  expect(() => hellaswag.read({ ...rows[0], endings: [...endings, 'More.'] })).toThrow(/endings/);
});
