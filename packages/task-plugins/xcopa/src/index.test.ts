import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { xcopa } from './index.ts';

const rows = [
  { premise: 'Klaas kukkus.', choice1: 'See purunes.', choice2: 'See laulis.', question: 'effect', idx: 7, label: 0 },
  { premise: '杯子掉了。', choice1: '杯子是满的。', choice2: '猫跳了起来。', question: 'cause', idx: 8, label: 1 },
];

describeTask(xcopa, rows);

it('asks in English whatever the language', () => {
  expect(xcopa.read(rows[1])).toMatchObject({ id: '8', context: '杯子掉了。 What was the cause?' });
});

it('refuses a row whose label is hidden: its test has labels', () => {
  expect(() => xcopa.read({ ...rows[0], label: -1 })).toThrow(/label/);
});

it('is trained on COPA, or on Social IQa and COPA', () => {
  expect(xcopa.trainingTasks).toEqual({ copa: ['copa'], 'siqa-copa': ['social-iqa', 'copa'] });
});
