import { expect, it } from 'vitest';
import { devicesTooSmall, fitProcesses } from './forecast-memory.ts';

const memory = { each: 2.1e9, free: 4.4e9 };

it.each([
  [
    'three were asked for',
    3,
    true,
    3,
    '3 processes of 2.1 GB do not fit the 4.4 GB of memory that are free: use --processes 2',
  ],
  [
    'four are usual',
    4,
    false,
    2,
    '2 processes at a time and not 4: each may take 2.1 GB, and 4.4 GB of memory are free.',
  ],
  ['two were asked for', 2, true, 2, undefined],
])('processes are as many as fit, or as were asked for: %s', (_, processes, asked, run, note) => {
  const fit = fitProcesses({ processes, asked }, memory);
  expect(fit.processes).toBe(run);
  if (note === undefined) expect(fit.note).toBeUndefined();
  else expect(fit.note).toContain(note);
});

it('one runs where even that may not fit, and it is said', () => {
  const fit = fitProcesses({ processes: 2, asked: false }, { each: 9e9, free: 4e9 });
  expect(fit.processes).toBe(1);
  expect(fit.note).toBe('One process may take 9.0 GB, and 4.0 GB of memory are free: a smaller batchSize takes less.');
});

it('nothing to run fits everywhere', () => {
  expect(fitProcesses({ processes: 64, asked: false }, { each: 0, free: 1e9 })).toEqual({
    processes: 64,
    note: undefined,
  });
});

it('a device is held against all of its processes', () => {
  const small = { id: '0', name: 'small', free: 3000 };
  const large = { id: '1', name: 'large', free: 80_000 };
  expect(devicesTooSmall([small, large, { id: '2', name: 'unknown', free: null }], memory)).toEqual([]);
  expect(devicesTooSmall([small, large, small], memory)).toEqual([
    'Device 0 (small) has 3.0 GB free for 2 processes of up to 2.1 GB: a smaller batchSize takes less.',
  ]);
});
