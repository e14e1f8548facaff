// A run leaves a large tokenizer to a process of its own, which estimates what its stages take.
import { execFileSync } from 'node:child_process';
import { appendFile, cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build, endOf, startCommand } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

let world: SmallWorld;

beforeAll(async () => {
  build();
  world = await smallWorld();
  // JSON may end in spaces: the same tokenizer, as large as that of a multilingual model.
  await appendFile(join(world.folder.path, 'model', 'tokenizer.json'), ' '.repeat(5e6));
}, 180_000);

afterAll(() => world?.[Symbol.asyncDispose]());

interface Expected {
  readonly stages: readonly { readonly key: string; readonly expected: Readonly<Record<string, unknown>> }[];
}

const planIn = async (store: string): Promise<Expected> =>
  JSON.parse(await readFile(join(store, 'studies', 'small', 'plan.json'), 'utf8'));

it('expects there what a plan expects that reads the tokenizer itself', async () => {
  const store = join(world.folder.path, 'store');
  const args = [world.study, '--mirror', world.mirror, '--store', store] as const;
  expect((await stopoverHere(['plan', ...args])).status).toBe(0);
  const planned = await planIn(store);
  const run = startCommand(['run', ...args]);
  const end = endOf(run);
  const isForked = await childOf(run.pid, 'expect');
  expect({ ...(await end), isForked: isForked !== undefined }).toMatchObject({ status: 0, isForked: true });
  const ran = await planIn(store);
  const sure = ({ stages }: Expected) => stages.map(({ key, expected: { seconds: _, ...sure } }) => ({ key, ...sure }));
  expect(planned.stages.every(({ expected }) => expected['by'] === 'estimated')).toBe(true);
  expect(sure(ran)).toEqual(sure(planned));
}, 120_000);

it('ends when that process ends without an answer, and says so', async () => {
  const store = join(world.folder.path, 'killed');
  await cp(join(world.folder.path, 'store', 'speeds'), join(store, 'speeds'), { recursive: true });
  const run = startCommand(['run', world.study, '--mirror', world.mirror, '--store', store]);
  const end = endOf(run);
  const child = await childOf(run.pid, 'expect');
  if (child !== undefined) process.kill(child, 'SIGKILL');
  const { status, stderr } = await end;
  expect(status).toBe(1);
  expect(stderr).toContain(
    'the process that estimates how long stages take gave no answer (it was ended by SIGKILL). What it said of that stands above',
  );
}, 60_000);

/** The process that another has started with a command of this program; undefined where none is seen for some seconds. */
async function childOf(parent: number | undefined, command: string): Promise<number | undefined> {
  for (let turn = 0; turn < 400; turn++) {
    for (const line of processes().split('\n')) {
      const [pid, ppid, args] = /^ *(\d+) +(\d+) (.*)$/.exec(line)?.slice(1) ?? [];
      if (Number(ppid) === parent && args?.includes(` ${command} --store`)) return Number(pid);
    }
    await setTimeout(50);
  }
  return undefined;
}

const processes = () => execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
