// Averages and arithmetic as a person runs them: the weights that are written against the same computed from the members'.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors } from '@stopover/encoders';
import { openStore } from '@stopover/study';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

const study = `name: combined
keep: all
model: ./model
intermediates: [none, copa]
targets: [xnli]
languages: [sw]
arms:
  - zero-shot
  - { name: soup, average: { arm: zero-shot, over: seeds, size: 2 } }
  - { name: arithmetic, add: [{ task: intermediate, weight: [0.25, 0.5] }, { task: english, weight: 1 }] }
seeds: [1, 2]
recipe:
  base: jiant
  all: { learningRate: 0.001, batchSize: 16, maxLength: 64, epochs: 1, select: last }
`;

let world: SmallWorld;
beforeAll(async () => {
  build();
  world = await smallWorld();
}, 180_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const weightsIn = async (folder: string) =>
  new Map([...(await readSafetensors(join(folder, 'model.safetensors')))].map(([name, { data }]) => [name, data]));

it('a soup is the mean of its members, and arithmetic what its tasks add', { timeout: 300_000 }, async () => {
  const file = await world.folder.write('combined.yaml', study);
  const folder = join(world.folder.path, 'combined');
  const run = await stopoverHere(['run', file, '--mirror', world.mirror, '--store', folder, '--json']);
  expect(run.status, run.stderr).toBe(0);
  const store = openStore(folder);
  const records = await store.records();
  const made = records.flatMap((record) =>
    record.stage.kind === 'combine' ? [{ ...record, stage: record.stage }] : [],
  );
  expect(made.map(({ stage }) => stage.how).sort()).toEqual(['add', 'add', 'mean']);
  const base = await weightsIn(join(world.folder.path, 'model'));
  for (const { stage, combination } of made) {
    const weights = combination?.weights ?? [];
    const own = await weightsIn(join(store.stageFolder(stage.key), 'model'));
    const members = await Promise.all(
      stage.members.map(({ from }) => weightsIn('stage' in from ? join(store.stageFolder(from.stage), 'model') : '')),
    );
    const encoder = [...own.keys()].filter((name) => members.every((one) => one.has(name)) && base.has(name));
    expect(encoder.length).toBeGreaterThan(10);
    for (const name of encoder) {
      const wanted = Float32Array.from(own.get(name) ?? [], (_, i) => {
        const at = (from: ReadonlyMap<string, Float32Array>) => from.get(name)?.[i] ?? Number.NaN;
        if (stage.how === 'mean') return members.reduce((sum, one) => sum + at(one), 0) / members.length;
        return members.reduce((sum, one, m) => sum + (weights[m] ?? 0) * (at(one) - at(base)), at(base));
      });
      // Float32's rounding of numbers up to about 1.
      expect(Math.max(...wanted.map((x, i) => Math.abs(x - (own.get(name)?.[i] ?? Number.NaN)))), name).toBeLessThan(
        1e-6,
      );
    }
    if (stage.how === 'mean') continue;
    const candidates = combination?.chosen?.candidates ?? [];
    expect(candidates.map((one) => one.weights)).toEqual([
      [0.25, 1],
      [0.5, 1],
    ]);
    const best = Math.max(...candidates.map(({ score }) => score ?? 0));
    expect(weights).toEqual(candidates.find(({ score }) => score === best)?.weights);
  }
  const report = await readFile(join(folder, 'reports', 'combined', 'report.md'), 'utf8');
  const section = report.split('\n## ').find((part) => part.startsWith('Combined models')) ?? '';
  const rows = section.split('\n').filter((line) => line.includes('seed'));
  expect(rows).toHaveLength(made.length);
  expect(rows.filter((line) => /\| base \+ 0\.(25|5) · .* \+ 1 · .* \| 0\.25, 1: \d/.test(line))).toHaveLength(2);
  expect(rows.filter((line) => line.includes('| mean of '))).toHaveLength(1);
});
