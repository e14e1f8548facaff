import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { qqp } from './index.ts';

const rows = [
  { question1: 'Where does the ferry stop?', question2: 'At which pier does the ferry land?', label: 1, idx: 0 },
  { question1: 'Where does the ferry stop?', question2: 'Why does the ferry stop?', label: 0, idx: 1 },
];

describeTask(qqp, rows);

it('refuses the label of a row without one', () => {
  expect(() => qqp.read({ ...rows[0], label: -1 })).toThrow(/label/);
});
