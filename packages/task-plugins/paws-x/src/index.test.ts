import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { pawsX } from './index.ts';

const rows = [
  { id: 4, sentence1: 'Le bac va de Rive à Port.', sentence2: 'Le bac va de Port à Rive.', label: 0 },
  { id: 7, sentence1: '渡船在中午从港口出发。', sentence2: '中午渡船从港口出发。', label: 1 },
];

describeTask(pawsX, rows);

it('knows a pair by the id that it has in every language', () => {
  expect(pawsX.read(rows[1])).toMatchObject({ id: '7' });
});

it('is trained on its own English pairs, or on Quora’s', () => {
  expect([pawsX.trainingTasks, Object.values(pawsX.languages)]).toEqual([
    { default: ['paws-x'], qqp: ['qqp'] },
    ['de', 'en', 'es', 'fr', 'ja', 'ko', 'zh'],
  ]);
});
