import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

const study = (name: string, learningRate: number) => `name: ${name}
model: ./model
intermediates: [none, copa]
targets: [xnli]
languages: [sw, tr]
arms: [zero-shot, intermediate]
seeds: [1, 2]
recipe:
  base: jiant
  all: { learningRate: ${learningRate}, batchSize: 16, maxLength: 32, maxSteps: 2, select: last }
`;

let world: SmallWorld;
const call = (...args: readonly string[]) => stopoverHere(args, { cwd: world.folder.path });

beforeAll(async () => {
  build();
  world = await smallWorld();
  for (const [name, rate, store] of [
    ['one', 0.001, 'runs/both'],
    ['again', 0.001, 'runs/both'],
    ['other', 0.01, 'runs/other'],
  ] as const) {
    const file = await world.folder.write(`${name}.yaml`, study(name, rate));
    const run = await call('run', file, '--mirror', world.mirror, '--backend', 'cpu', '--store', store);
    expect(run, run.stderr).toMatchObject({ status: 0 });
  }
}, 600_000);

afterAll(() => world?.[Symbol.asyncDispose]());

describe('studies that were run', { timeout: 120_000 }, () => {
  it('are judged by ten claims', async () => {
    const told = await call('claims', 'runs/other');
    expect(told, told.stderr).toMatchObject({ status: 0 });
    expect(told.stdout).toContain('This study covers xnli (classification) in 2 languages: sw and tr.');
    expect(told.stdout).toMatch(/1\. not decidable here: .*\n(.*\n)* {3}- XLM-R Large as the base model; here it is/);
    const { schema, settings } = JSON.parse((await call('claims', 'runs/both#one', '--json')).stdout);
    expect(schema).toBe('stopover-claims/1');
    expect(settings[0].claims.map(({ id }: { id: number }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('with the same stages differ by exactly 0', async () => {
    const told = await call('compare', 'runs/both#one', 'runs/both#again');
    expect(told, told.stderr).toMatchObject({ status: 0 });
    expect(told.stdout).toContain('Both studies have the same runs of 2 conditions: every difference is exactly 0.');
  });

  it('with others have intervals, and files on request', async () => {
    const args = ['compare', 'runs/both#one', 'runs/other', '--out', 'compared', '--json'];
    const { status, stdout, stderr } = await call(...args);
    expect(status, stderr).toBe(0);
    const { rows, files } = JSON.parse(stdout);
    expect(rows.length).toBe(9);
    for (const { interval, estimate, first, second, seeds, sharedRuns } of rows) {
      expect(estimate).toBeCloseTo(second - first, 9);
      expect(interval[0]).toBeLessThanOrEqual(estimate);
      expect([seeds, sharedRuns]).toEqual([[2, 2], 0]);
    }
    expect(files.markdown).toBe(join(world.folder.path, 'compared', 'comparison.md'));
    expect(await readFile(files.markdown, 'utf8')).toContain('runs/other');
  });

  it('must be there, and be named where a store has several', async () => {
    expect(await call('compare', 'runs/both', 'runs/other')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('runs/both#again'),
    });
    expect(await call('claims', 'runs/none')).toMatchObject({ status: 2 });
  });
});
