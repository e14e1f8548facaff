// Studies on a Slurm of this machine, by the command. The tests run beside each other, since they wait most of the time; what
// takes a node away, or stops a process, has nodes of its own.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openStore } from '@stopover/study';
import { startSlurm } from '@stopover/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { build, endOf, startCommand } from '../fixtures/command.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

const cluster = await startSlurm({ pairs: 3, killWait: 60 });
const here = typeof cluster === 'string' ? undefined : cluster;
const env = here?.env ?? {};

let world: SmallWorld;
beforeAll(async () => {
  build();
  world = await smallWorld();
}, 300_000);
afterAll(async () => {
  await here?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
}, 60_000);

const at = (name: string) => join(world.folder.path, name);

/** Starts a command; what it prints, by its end. */
function started(args: readonly string[]) {
  const child = startCommand(args, { env });
  let stdout = '';
  child.stdout?.on('data', (part: Buffer) => {
    stdout += part.toString('utf8');
  });
  return { child, ended: endOf(child).then((end) => ({ ...end, stdout })) };
}
const stopover = (args: readonly string[]) => started(args).ended;

/** Runs a command that must succeed. */
async function succeeds(args: readonly string[]): Promise<string> {
  const { status, stderr, stdout } = await stopover(args);
  expect(status, stderr).toBe(0);
  return stdout;
}

/** One model, trained and scored once: two stages. */
const twoStages = (text: string): string =>
  text
    .replace('intermediates: [none, copa]', 'intermediates: [none]')
    .replace('[sw, tr]', '[sw]')
    .replace(/^arms:.*$/m, 'arms: [zero-shot]')
    .replace(/^(shots|buckets):.*\n/gm, '');

/** A study file with these changes to the small study, and how its jobs are submitted. */
async function studyFile(name: string, slurm: string, change = (text: string) => text): Promise<string> {
  const text = change(await readFile(world.study, 'utf8')).replace('name: small', `name: ${name}`);
  return world.folder.write(`${name}.yaml`, `${text}executor: slurm\nbackend: cpu\nslurm: { poll: 1, ${slurm} }\n`);
}

const run = (file: string, store: string, ...more: readonly string[]): string[] => [
  ...['run', file, '--mirror', world.mirror, '--store', at(store)],
  ...more,
];

/** What a store holds of the stages of a study that does not depend on when they were made: hashes of models and scores. */
async function madeIn(folder: string, study?: string): Promise<Readonly<Record<string, unknown>>> {
  const store = openStore(folder);
  const { stages } = await store.loadPlan(study);
  const records = await Promise.all(stages.map(async ({ key }) => [key, (await store.find(key))?.files] as const));
  return Object.fromEntries(
    records.map(([key, files = {}]) => [
      key,
      Object.fromEntries(Object.entries(files).filter(([name]) => /^(model\/|scores|predictions)/.test(name))),
    ]),
  );
}

/** The stages that were made in jobs of a store, each as often as it was. */
async function timesMade(folder: string): Promise<readonly string[]> {
  const logs = join(folder, 'executors/slurm/logs');
  const texts = await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), 'utf8')));
  return texts.flatMap((text) =>
    [...text.matchAll(/"type":"stage-done","key":"(\w+)",.*"cached":false/g)].map(([, key = '']) => key),
  );
}

/** The stage of a store that has logged a step, once there is one. */
async function begun(folder: string): Promise<string> {
  for (;;) {
    const names = await readdir(join(folder, 'stages')).catch(() => []);
    for (const name of names.filter((one) => one.endsWith('.partial'))) {
      const log = await readFile(join(folder, 'stages', name, 'log.jsonl'), 'utf8').catch(() => '');
      if (log.includes('"step"')) return name.slice(0, -'.partial'.length);
    }
    await setTimeout(20);
  }
}

/** The process that writes a stage: its lock says which. */
async function writerOf(folder: string, key: string): Promise<number> {
  const [owner = ''] = await readdir(join(folder, 'stages', `${key}.owner`));
  return Number(owner.split(',')[1]);
}

async function parentOf(pid: number): Promise<number> {
  const [, parent] = /^PPid:\t(\d+)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(parent);
}

/** Waits until a claim holds; one of a test that runs beside others. */
const until = (claim: () => void | Promise<void>, interval = 500): Promise<void> =>
  vi.waitFor(claim, { timeout: 200_000, interval });

const skipped = here ? '' : ` (skipped: ${cluster})`;

describe.skipIf(!here).concurrent(`a study on Slurm${skipped}`, { timeout: 400_000 }, () => {
  it('goes on in another job from its checkpoint when its time is up, with the same bits', async () => {
    const change = (text: string) => twoStages(text).replace('epochs: 2', 'epochs: 12');
    const file = await studyFile('timed', 'time: 1, partition: pair1', change);
    const running = stopover(run(file, 'timed'));
    const key = await begun(at('timed'));
    const pid = await writerOf(at('timed'), key);
    process.kill(pid, 'SIGSTOP');
    // It stays where it is until Slurm, which wakes whom it asks to leave, finds that its time is up.
    const { status, stderr } = await running;
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('time of the last one') });
    const record = await openStore(at('timed')).find(key);
    expect(record?.outcome?.resumedAt).toBeGreaterThan(0);
    await succeeds(run(file, 'timed-local', '--executor', 'local'));
    expect(await madeIn(at('timed'))).toEqual(await madeIn(at('timed-local')));
  });

  it('goes on when the job that runs it has resubmitted itself, and has the scores of a local run', async () => {
    const file = await studyFile('detached', 'time: 2, partition: pair2', twoStages);
    const detached = JSON.parse(await succeeds(run(file, 'detached', '--detach', '--json')));
    expect(detached).toMatchObject({ executor: 'slurm', job: expect.stringMatching(/^\d+$/) });
    const pid = await writerOf(at('detached'), await begun(at('detached')));
    process.kill(pid, 'SIGSTOP');
    const drivers = async () =>
      (await readdir(join(at('detached'), 'executors/slurm/logs'))).filter((name) => name.startsWith('driver~'));
    await until(async () => expect(await drivers()).toHaveLength(2));
    process.kill(pid, 'SIGCONT');
    expect(await here?.ask('scontrol', 'show', 'job', detached.job)).toMatch(/ Requeue=0 /);
    const report = join(at('detached'), 'reports/detached/index.html');
    await until(() => expect(existsSync(report)).toBe(true));
    await succeeds(run(file, 'detached-local', '--executor', 'local'));
    expect(await madeIn(at('detached'))).toEqual(await madeIn(at('detached-local')));
    expect(new Set(await timesMade(at('detached'))).size).toBe(2);
  });

  it('shares its stages with another in one store; a node and a driver are lost; nothing is trained twice', async () => {
    const file = await studyFile('first', 'time: 10');
    const other = await studyFile('second', 'time: 10', (text) => text.replace('[sw, tr]', '[tr]'));
    const store = at('shared');
    const lost = started(run(file, 'shared'));
    const key = await begun(store);
    const pid = await writerOf(store, key);
    process.kill(pid, 'SIGSTOP');
    const { jobs } = JSON.parse((await stopover(['status', store, '--json'])).stdout);
    const [, node = ''] = /on (n\d)/.exec(jobs.find((job: { running: boolean }) => job.running).state) ?? [];
    await here?.kill(node);
    // From the outermost: the batch script would write down that its program was killed, and what started that tell Slurm.
    const script = await parentOf(pid);
    for (const one of [await parentOf(script), script, pid]) process.kill(one, 'SIGKILL');
    lost.child.kill('SIGKILL');
    await lost.ended;
    await Promise.all([succeeds(run(file, 'shared')), succeeds(run(other, 'shared'))]);
    const made = await timesMade(store);
    expect([...made].sort()).toEqual([...(await openStore(store).keys())].sort());
    expect(made).toContain(key);
    expect(await succeeds(['status', `${store}#first`])).toMatch(/^first: \d+ done\n$/);
    here?.revive(node);
    await succeeds(run(file, 'local', '--executor', 'local'));
    expect(await madeIn(store, 'first')).toEqual(await madeIn(at('local')));
  });

  it('goes on when it is left, is shown, and ends when it is cancelled', async () => {
    // Without an end of its own: the recipe's patience ended it before it was cancelled where the machine was slow.
    const change = (text: string) => twoStages(text).replace('epochs: 2', 'epochs: 10000, patience: null');
    const file = await studyFile('left', 'time: 10, partition: pair3', change);
    const left = started(run(file, 'left'));
    const key = await begun(at('left'));
    const pid = await writerOf(at('left'), key);
    process.kill(pid, 'SIGSTOP');
    left.child.kill('SIGINT');
    const { status, stderr } = await left.ended;
    expect({ status, stderr }).toMatchObject({ status: 130, stderr: expect.stringContaining('stopover cancel') });
    const shown = await stopover(['status', at('left')]);
    expect(shown.stdout).toMatch(/running .* step \d+ of \d+, .*job \d+: running on n\d/);
    expect((await stopover(['logs', at('left'), key.slice(0, 12)])).stdout).toContain('"step":');
    process.kill(pid, 'SIGCONT');
    const cancelled = JSON.parse(await succeeds(['cancel', at('left'), '--json']));
    const said = async () => [
      await stopover(['status', at('left')]),
      await stopover(['logs', at('left'), key.slice(0, 12)]),
    ];
    expect(cancelled, cancelled.cancelled === 1 ? '' : JSON.stringify(await said())).toMatchObject({ cancelled: 1 });
    await until(
      async () => expect(JSON.parse(await succeeds(['status', at('left'), '--json'])).jobs).toEqual([]),
      2000,
    );
  });
});
