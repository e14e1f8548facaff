// `run` that is interrupted between two checkpoints of a training goes on to the same bytes.
import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, endOf, startCommand, stopover } from '../fixtures/command.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

const steps = 400;
// One stage of many small steps, all in the first segment: without an interruption there would be no checkpoint.
const study = `name: long
keep: all
model: ./model
targets: [xnli]
languages: [sw]
arms: [zero-shot]
seeds: [1]
recipe: { all: { maxSteps: ${steps}, maxLength: 32, batchSize: 4, select: last, learningRate: 0.001 } }
`;

let world: SmallWorld;
let file: string;
beforeAll(async () => {
  build();
  world = await smallWorld();
  file = await world.folder.write('long.yaml', study);
}, 180_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const storeOf = (name: string) => join(world.folder.path, name);
const running = (name: string) => [
  ...['run', file, '--mirror', world.mirror, '--store', storeOf(name)],
  ...['--backend', 'cpu', '--processes', '1', '--json'],
];

/** Paths of the files of a store's stages, from `stages`. */
const filesOf = async (store: string): Promise<readonly string[]> =>
  (await readdir(join(storeOf(store), 'stages'), { recursive: true }).catch(() => [])).sort();

async function fileOf(store: string, end: string): Promise<string> {
  const found = (await filesOf(store)).filter((path) => path.endsWith(end));
  expect(found).toHaveLength(1);
  return join(storeOf(store), 'stages', found[0] ?? '');
}

/** Starts the study and waits until its training is under way. */
async function inTraining(store: string): Promise<ChildProcess> {
  const command = startCommand(running(store));
  while (!(await filesOf(store)).some((path) => path.endsWith('log.jsonl'))) await setTimeout(20);
  return command;
}

const logOf = async (store: string) =>
  (await readFile(await fileOf(store, 'log.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line): { readonly step: number; readonly loss: number } => JSON.parse(line));

/** Losses of all steps together: each line has the mean of those since the line before. */
const lossOfAll = (log: Awaited<ReturnType<typeof logOf>>) =>
  log.reduce((sum, { step, loss }, i) => sum + loss * (step - (log[i - 1]?.step ?? 0)), 0);

describe('a study that is interrupted in the middle of a segment', { timeout: 180_000 }, () => {
  it('goes on from that very step, to the same weights, scores and log', async () => {
    const stopping = await inTraining('stopped');
    stopping.kill('SIGINT');
    expect(await endOf(stopping)).toMatchObject({ status: 130, stderr: expect.stringContaining('goes on from here') });
    const saved = (await filesOf('stopped')).flatMap((path) => /[\\/]checkpoint[\\/](\d+)$/.exec(path)?.[1] ?? []);
    expect(saved).toHaveLength(1);
    const step = Number(saved[0]);
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(steps);

    const [resumed, whole] = [stopover(running('stopped')), stopover(running('whole'))];
    expect([resumed.status, whole.status], resumed.stderr + whole.stderr).toEqual([0, 0]);
    expect(JSON.parse(resumed.stdout).summary).toEqual(JSON.parse(whole.stdout).summary);
    for (const name of ['model.safetensors', 'sw.parquet', 'scores.json'])
      expect(await readFile(await fileOf('stopped', name)), name).toEqual(await readFile(await fileOf('whole', name)));

    const log = await logOf('stopped');
    const logged = log.map((line) => line.step);
    expect(logged).toEqual([...new Set(logged)].sort((a, b) => a - b));
    expect(logged).toContain(step);
    expect(logged.at(-1)).toBe(steps);
    const all = lossOfAll(await logOf('whole'));
    expect(Math.abs(lossOfAll(log) - all)).toBeLessThan(1e-9 * all);
  });

  it('ends at once at the second Ctrl-C, even where a training does not answer', async () => {
    const command = await inTraining('twice');
    const owner = (await filesOf('twice')).flatMap((path) => /\.owner[\\/][^,]*,(\d+),/.exec(path)?.[1] ?? []);
    expect(owner).toHaveLength(1);
    const training = Number(owner[0]);
    process.kill(training, 'SIGSTOP');
    try {
      let said = '';
      command.stderr?.on('data', (part: Buffer) => {
        said += part.toString('utf8');
      });
      command.kill('SIGINT');
      while (!said.includes('Press Ctrl-C again')) await setTimeout(20);
      expect(command.exitCode).toBe(null);
      command.kill('SIGINT');
      const end = await endOf(command);
      expect(end.status).toBe(130);
      expect(said).not.toContain('goes on from here');
    } finally {
      if (isAlive(training)) process.kill(training, 'SIGKILL');
    }
    expect(stopover(running('twice')).status).toBe(0);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
