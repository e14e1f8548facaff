import type { SweepChoice } from '@stopover/study';
import { expect, it } from 'vitest';
import { sweepOf } from './live-sweep.ts';

const fields = [{ learningRate: 1e-5 }, { learningRate: 3e-5 }];
const trialsOf = (place: number) => [1, 2].map((seed) => ({ seed, stage: `${place}${seed}`, score: null }));
const choice = (chosen: number | null, more: Partial<SweepChoice> = {}): SweepChoice => ({
  ...{ key: 'a'.repeat(64), role: 'target', model: 'm', name: 'xnli', training: 'default', controls: ['placebo'] },
  ...{ metric: 'accuracy', chosen, rows: null, ...more },
  candidates: fields.map((one, place) => ({ fields: one, trials: trialsOf(place), score: null })),
});

const moment = (choices: readonly SweepChoice[], states: Readonly<Record<string, string>>) => ({
  plan: { study: { models: ['m'] }, sweep: { choices } },
  standings: Object.entries(states).map(([key, state]) => ({ key, state })),
  trials: new Map([
    ['01', 60],
    ['02', 70],
    ['11', 80],
  ]),
});

it('a candidate has the mean of its trials when all are made, and nothing is shown that nobody asked for', () => {
  const states = { '01': 'done', '02': 'done', '11': 'done', '12': 'owned' };
  const idle = choice(null, { name: 'idle', unasked: true });
  expect(sweepOf(moment([choice(null), idle], states))).toEqual([
    {
      ...{ title: 'xnli, placebo', metric: 'accuracy', made: false },
      candidates: [
        { candidate: 'learningRate 1e-5', all: 2, done: 2, running: 0, failed: 0, score: 65, chosen: false },
        { candidate: 'learningRate 3e-5', all: 2, done: 1, running: 1, failed: 0, score: null, chosen: false },
      ],
    },
  ]);
  expect(sweepOf(moment([choice(0)], states))[0]).toMatchObject({ made: true, candidates: [{ chosen: true }, {}] });
});
