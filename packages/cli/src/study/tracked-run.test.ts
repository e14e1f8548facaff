// Trainings that are shown to trackers: what these have after a kill, and that a study is the same with and without them.
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, endOf, startCommand } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { installCore } from '../fixtures/install-core.ts';
import { labTracker } from '../fixtures/lab-tracker.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

const steps = 200;
const study = `name: tracked
model: ./model
targets: [xnli]
languages: [sw]
arms: [zero-shot]
recipe: { all: { maxSteps: ${steps}, maxLength: 32, batchSize: 4, evalSteps: 50, saveSteps: 40, learningRate: 0.001 } }
`;

let world: SmallWorld;
let file: string;
beforeAll(async () => {
  build();
  world = await smallWorld();
  file = await world.folder.write('tracked.yaml', study);
  await installCore(world.folder.path);
  await world.folder.write('lab-tracker.mjs', labTracker);
}, 180_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const storeOf = (name: string) => join(world.folder.path, name);
const running = (name: string, ...more: readonly string[]) => [
  ...['run', file, '--mirror', world.mirror, '--store', storeOf(name)],
  ...['--backend', 'cpu', '--processes', '1', '--json', ...more],
];
const pathsIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true }).catch(() => [])).sort();

interface Row {
  readonly step: number;
  readonly loss?: number;
  readonly eval_accuracy?: number;
  readonly state?: string;
}
const rowsOf = async (path: string): Promise<readonly Row[]> =>
  (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line): Row => JSON.parse(line));
const jsonlOf = async (store: string, begin: string): Promise<readonly Row[]> => {
  const folder = join(storeOf(store), 'tracking/jsonl');
  const [name = '', ...others] = (await readdir(folder)).filter((one) => one.startsWith(begin));
  expect(others).toEqual([]);
  return rowsOf(join(folder, name));
};

describe('a tracked study', { timeout: 240_000 }, () => {
  it('is the same as without, and after a kill has each step once', async () => {
    const command = startCommand(running('killed', '--tracker', 'jsonl,tensorboard'));
    const isSaved = (path: string) => /[\\/]checkpoint[\\/]\d+$/.test(path);
    const stages = () => pathsIn(join(storeOf('killed'), 'stages'));
    while (!(await stages()).some(isSaved)) await setTimeout(20);
    // Past the checkpoint, so that steps are trained twice.
    await setTimeout(300);
    const [training = ''] = (await stages()).flatMap((path) => /\.owner[\\/][^,]*,(\d+),/.exec(path)?.[1] ?? []);
    process.kill(Number(training), 'SIGKILL');
    command.kill('SIGKILL');
    await endOf(command);
    const before = await jsonlOf('killed', 'mnli_seed_1-');
    expect(before.at(-1)?.step).toBeLessThan(steps);

    const resumed = await stopoverHere(running('killed', '--tracker', 'jsonl,tensorboard'));
    const plain = await stopoverHere(running('plain'));
    expect([resumed.status, plain.status], resumed.stderr + plain.stderr).toEqual([0, 0]);
    expect(JSON.parse(resumed.stdout).summary).toEqual(JSON.parse(plain.stdout).summary);
    expect(await pathsIn(storeOf('plain'))).not.toContain('tracking');

    const rows = await jsonlOf('killed', 'mnli_seed_1-');
    const trained = rows.filter(({ loss }) => loss !== undefined).map(({ step }) => step);
    expect(trained).toEqual([...new Set(trained)].sort((a, b) => a - b));
    expect(trained.at(-1)).toBe(steps);
    expect(rows.filter((row) => row.eval_accuracy !== undefined).map(({ step }) => step)).toEqual([50, 100, 150, 200]);
    expect(rows.at(-1)).toMatchObject({ state: 'done', step: steps });
    // The same as in the store's log.
    const logs = (await stages()).filter((path) => path.endsWith('log.jsonl'));
    const log = await rowsOf(join(storeOf('killed'), 'stages', logs[0] ?? ''));
    expect(log.map(({ step, loss }) => [step, loss])).toEqual(
      rows.flatMap(({ step, loss }) => (loss === undefined ? [] : [[step, loss]])),
    );

    const [scores] = (await jsonlOf('killed', 'mnli-xnli_test_sw_seed_1-')).slice(1);
    expect(scores).toEqual({ test_xnli_sw_accuracy: expect.any(Number), step: expect.any(Number) });
    const events = await pathsIn(join(storeOf('killed'), 'tracking/tensorboard'));
    // A folder: one file of each process that trained, and one of the evaluation.
    expect(
      events
        .filter((path) => path !== '.told')
        .map((path) => path.replace(/\d{10}/, 'N').replace(/[0-9a-f]{8}/g, 'KEY')),
    ).toEqual(['mnli_seed_1-KEY', ...Array(3).fill(join('mnli_seed_1-KEY', 'events.out.tfevents.N.stopover.KEY'))]);
  });

  it('runs nothing again for a tracker that is turned on later, and tells it once what the store has', async () => {
    const later = await stopoverHere(running('plain', '--tracker', 'jsonl,tensorboard'));
    expect(later.stderr).toContain('2 of them done: 0 to run');
    expect(later.stderr).toContain('Told jsonl of 2 stages that the store had already.');
    expect(later.stderr).toContain('Told tensorboard of 2 stages that the store had already.');
    const sameAsLive = (rows: readonly Row[]) => rows.filter(({ step }) => step > 0).map((row) => Object.keys(row));
    for (const begin of ['mnli_seed_1-', 'mnli-xnli_test_sw_seed_1-']) {
      const [told, live] = [await jsonlOf('plain', begin), await jsonlOf('killed', begin)];
      expect(sameAsLive(told.slice(-3))).toEqual(sameAsLive(live.slice(-3)));
      expect(told.filter((row) => row.eval_accuracy !== undefined)).toEqual(
        live.filter((row) => row.eval_accuracy !== undefined),
      );
    }
    const told = await pathsIn(join(storeOf('plain'), 'tracking'));
    const again = await stopoverHere(running('plain', '--tracker', 'jsonl,tensorboard'));
    expect(again.stderr).not.toMatch(/Told \w+ of/);
    expect(await pathsIn(join(storeOf('plain'), 'tracking'))).toEqual(told);
    // What a tracker lost is told it again, and nothing else.
    await rm(join(storeOf('plain'), 'tracking/jsonl'), { recursive: true });
    const lost = await stopoverHere(running('plain', '--tracker', 'jsonl,tensorboard'));
    expect(lost.stderr).toContain('Told jsonl of 2 stages that the store had already.');
    expect(lost.stderr).not.toContain('Told tensorboard of');
    expect(await pathsIn(join(storeOf('plain'), 'tracking'))).toEqual(told);
  });

  it('refuses a tracker that nobody knows, and one that cannot write, before anything runs', async () => {
    const unknown = await stopoverHere(running('none', '--tracker', 'tensorbord'));
    expect(unknown).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(
        /--tracker: there is no tracker "tensorbord"\. Did you mean "tensorboard"\? Known: jsonl, tensorboard\. A plugin adds more/,
      ),
    });
    const text = `${study}tracker: { name: jsonl, folder: ./tracked.yaml/below }\n`;
    const wrong = await world.folder.write('wrong.yaml', text);
    const { status, stderr } = await stopoverHere(['run', wrong, '--mirror', world.mirror, '--store', storeOf('none')]);
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/tracker jsonl, .*below: .*no folder/),
    });
    const settings = await world.folder.write('settings.yaml', `${study}tracker: [{ name: jsonl, every: 5 }]\n`);
    expect(await stopoverHere(['plan', settings, '--mirror', world.mirror, '--store', storeOf('none')])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/settings\.yaml, line 7, tracker\[0\]: the tracker jsonl has no settings .* every/),
    });
    expect((await pathsIn(join(storeOf('none'), 'stages'))).length).toBe(0);
  });
});

describe("a third party's tracker", { timeout: 240_000 }, () => {
  const written = async (name: string, tracker: string) => {
    const text = study.replace(`maxSteps: ${steps}`, 'maxSteps: 20').replace('evalSteps: 50', 'evalSteps: 10');
    return world.folder.write(`${name}.yaml`, `${text}plugins: [./lab-tracker.mjs]\ntracker: ${tracker}\n`);
  };
  const run = (path: string, store: string, ...more: readonly string[]) =>
    stopoverHere(['run', path, '--mirror', world.mirror, '--store', storeOf(store), '--backend', 'cpu', ...more]);

  it('is told of stages, lines and ends in the process of the job, with its settings', async () => {
    const path = await written('lab', '{ name: lab, folder: ./seen, project: ours }');
    const { status, stderr } = await run(path, 'lab');
    expect(status, stderr).toBe(0);
    expect(stderr).toContain(`What is trained is told to lab: ${join(world.folder.path, 'seen')}`);
    const seen = await readFile(join(world.folder.path, 'seen/seen.txt'), 'utf8');
    expect(seen.split('\n').slice(0, 2)).toEqual([
      'ours: mnli, seed 1 of tracked begins after 0 lines (zero-shot)',
      expect.stringMatching(/^train \d+: learning_rate, loss, steps_per_second$/),
    ]);
    expect(seen).toContain('\neval 10: accuracy\n');
    expect(seen).toMatch(/\ndone, selected (10|20)\n/);
    expect(seen).toMatch(/\ntest \d+: xnli_sw_accuracy\ndone, selected null\n$/);
  });

  it('says which of its settings are wrong before anything runs', async () => {
    const { status, stderr } = await run(await written('wrong', '{ name: lab }'), 'lab-wrong');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('tracker: there is no project. Name one.'),
    });
  });

  it('that fails costs a line, and no training', async () => {
    const path = await written('fails', '{ name: lab, folder: ./fails, project: ours, fail: true }');
    const failing = await run(path, 'fails');
    expect(failing.status, failing.stderr).toBe(0);
    const said = failing.stderr.split('\n').filter((line) => line.includes('The tracker lab fails'));
    expect(said).toEqual(['The tracker lab fails: the quota is used up. Trainings go on without it.']);
    const off = await run(path, 'off', '--tracker', 'none');
    expect(off.stderr).not.toContain('is told to');
    expect(off.stdout.replaceAll('off', 'fails')).toBe(failing.stdout);
  });

  it('is told of a training by hand', async () => {
    const out = join(world.folder.path, 'by-hand');
    const args = ['finetune', '--model', './model', '--task', 'mnli', '--mirror', world.mirror, '--out', out];
    const more = ['--set', 'recipe.all.maxSteps=6', '--set', 'recipe.all.maxLength=32', '--tracker', 'jsonl'];
    const { status, stderr } = await stopoverHere([...args, ...more], { cwd: world.folder.path });
    expect(status, stderr).toBe(0);
    const [, name = ''] = (await readdir(join(out, 'tracking/jsonl'))).sort();
    expect(name).toMatch(/^model_on_mnli_seed_1-[0-9a-f]{8}\.jsonl$/);
    const rows = await rowsOf(join(out, 'tracking/jsonl', name));
    expect(rows.map(({ step }) => step)).toEqual(expect.arrayContaining([0, 6]));
    expect(rows.at(-1)).toEqual({ state: 'done', selected_step: 6, step: 6 });
    // The same command with another tracker trains nothing, and tells that one alone.
    const late = await stopoverHere([...args, ...more.slice(0, -1), 'jsonl,tensorboard'], { cwd: world.folder.path });
    expect(late.stdout).toContain('This very training is finished');
    expect(late.stderr.match(/Told to \w+/g)).toEqual(['Told to tensorboard']);
    expect(await rowsOf(join(out, 'tracking/jsonl', name))).toEqual(rows);
  });
});
