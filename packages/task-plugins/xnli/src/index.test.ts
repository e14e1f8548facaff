import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { xnli } from './index.ts';

const rows = [
  { premise: 'Die Fähre legt mittags ab.', hypothesis: 'Um zwölf fährt ein Schiff.', label: 0 },
  { premise: 'Kivuko kinaondoka saa sita.', hypothesis: 'Kivuko kimejaa watu.', label: 1 },
  { premise: 'เรือออกตอนเที่ยง', hypothesis: 'เรือไม่ออกวันนี้', label: 2 },
];

describeTask(xnli, rows);

it('refuses a label that the head does not have', () => {
  expect(() => xnli.read({ ...rows[0], label: 3 })).toThrow(/label/);
  expect(() => xnli.read({ ...rows[0], label: '0' })).toThrow(/label/);
});

it('has fifteen languages', () => {
  expect(Object.keys(xnli.languages)).toHaveLength(15);
});
