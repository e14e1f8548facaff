import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, stopover } from '../fixtures/command.ts';
import { installCore } from '../fixtures/install-core.ts';
import { labPlugin } from '../fixtures/lab-plugin.ts';
import { writeMirror } from '../fixtures/mirror.ts';
import { places, type SmallWorld, smallWorld } from '../fixtures/small-study.ts';
import { writeWordsModel } from '../fixtures/words-model.ts';

let world: SmallWorld;
let study: string;
const home = 'node_modules/@lab/stopover-lab';
const lab = `${home}/lab.js`;

beforeAll(async () => {
  build();
  world = await smallWorld();
  const { folder, mirror } = world;
  await folder.write(
    `${home}/package.json`,
    '{ "name": "@lab/stopover-lab", "type": "module", "exports": "./lab.js" }',
  );
  await installCore(folder.path);
  await folder.write(`${home}/lab.js`, labPlugin);
  await writeMirror(mirror, [{ ...places.swahiliTest, as: { repo: 'lab/nli', config: 'swa', split: 'test' } }]);
  study = await folder.write(
    'lab.yaml',
    `name: lab
model: ./model
targets: [lab-nli]
executor: lab-queue
plugins: ["@lab/stopover-lab"]
recipe: { base: jiant, all: { epochs: 1, batchSize: 16, maxLength: 64 } }
`,
  );
}, 180_000);

afterAll(() => world?.[Symbol.asyncDispose]());

describe("a third party's plugin", { timeout: 120_000 }, () => {
  it('is loaded only when it is named', () => {
    expect(stopover(['tasks'], { cwd: world.folder.path }).stdout).not.toContain('lab-nli');
    expect(stopover(['tasks', '--study', study]).stdout).toMatch(/^lab-nli +classification +target .* CC0-1\.0 +sw$/m);
    expect(stopover(['plugins', '--study', study]).stdout).toMatch(
      /^@lab\/stopover-lab +tasks: lab-nli; arms: lab-twice; backends: lab-device; executors: lab-queue; encoders: lab-words/m,
    );
  });

  it('is also found when the nearest package.json names it', async () => {
    await world.folder.write('named/package.json', '{ "stopover": { "plugins": ["@lab/stopover-lab"] } }');
    const { stdout } = stopover(['tasks', '--json'], { cwd: join(world.folder.path, 'named') });
    expect(stdout).toContain('"lab-nli"');
  });

  it('brings tasks and an executor that a run uses', () => {
    const args = [study, '--mirror', world.mirror, '--store', join(world.folder.path, 'store')];
    expect(stopover(['plan', ...args]).stdout).toContain('mnli → lab-nli test (sw), seed 1');
    const { status, stdout } = stopover(['run', ...args]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^lab-nli +zero-shot +\d/m);
  });

  it('brings an arm that a study names, plans, runs and reports', async () => {
    const { folder, mirror } = world;
    const text = await readFile(study, 'utf8');
    const named = await folder.write('twice.yaml', `${text}arms: [zero-shot, lab-twice]\n`);
    const args = [named, '--mirror', mirror, '--store', join(folder.path, 'twice-store')];
    expect(stopover(['plan', ...args]).stdout).toContain('mnli → mnli → lab-nli test (sw), seed 1');
    const { status, stdout, stderr } = stopover(['run', ...args]);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^ +English twice +\d/m);
    const unknown = await folder.write('twise.yaml', `${text}arms: [zero-shot, lab-twise]\n`);
    expect(stopover(['plan', unknown, '--mirror', mirror])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/twise\.yaml, line 7, arms\[1\]: .*"lab-twise".*lab-twice/),
    });
  });

  it('may stop reading what a stage says, whose training then leaves a checkpoint', async () => {
    const deaf = labPlugin.replace(
      /for await \(const line .*/,
      'child.stdout.once("data", () => child.stdout.destroy());',
    );
    expect(deaf).not.toBe(labPlugin);
    await world.folder.write('deaf.mjs', deaf.replaceAll('lab-', 'deaf-').replace('@lab/stopover-lab', 'deaf'));
    const text = (await readFile(study, 'utf8'))
      .replaceAll('lab-', 'deaf-')
      .replace('"@lab/stopover-lab"', './deaf.mjs');
    const file = await world.folder.write('deaf.yaml', text.replace('epochs: 1', 'epochs: 400'));
    const store = join(world.folder.path, 'deaf-store');
    const { status, stderr } = stopover(['run', file, '--mirror', world.mirror, '--store', store]);
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('status 75') });
    const [partial = ''] = (await readdir(join(store, 'stages'))).filter((name) => name.endsWith('.partial'));
    expect(await readdir(join(store, 'stages', partial))).toContain('checkpoint');
  });

  it('brings an architecture that a run trains and evaluates', async () => {
    const { folder, mirror } = world;
    await writeWordsModel(join(folder.path, 'words'));
    const text = await readFile(study, 'utf8');
    const words = await folder.write('words.yaml', text.replace('model: ./model', 'model: ./words'));
    const store = join(folder.path, 'words-store');
    const { status, stdout, stderr } = stopover(['run', words, '--mirror', mirror, '--store', store]);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^lab-nli +zero-shot +\d/m);
  });

  it('is known to the commands for one stage, by a study or by its name', async () => {
    const { folder, mirror } = world;
    const at = { cwd: folder.path };
    const train = [
      'finetune',
      '--model',
      './model',
      '--task',
      'mnli',
      '--mirror',
      mirror,
      '--out',
      'by-hand',
      '--json',
    ];
    const trained = stopover([...train, '--study', study], at);
    // The study's recipe: one epoch of 96 rows in batches of 16.
    expect({ status: trained.status, ...JSON.parse(trained.stdout) }).toMatchObject({
      status: 0,
      task: 'mnli',
      steps: 6,
    });
    for (const more of [
      ['--study', study],
      ['--plugin', '@lab/stopover-lab'],
      ['--plugin', `./${lab}`],
    ]) {
      const checked = stopover(['data', 'check', 'lab-nli', '--mirror', mirror, ...more], at);
      expect({ status: checked.status, stderr: checked.stderr }).toMatchObject({ status: 0 });
      const test = ['evaluate', '--model', './by-hand', '--task', 'lab-nli', '--mirror', mirror, ...more];
      const { status, stdout, stderr } = stopover(test, at);
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^sw +40 +\d/m);
    }
  });

  it('is told how to be named, where a task is not there', () => {
    const args = ['--model', 'miniature', '--task', 'lab-nli'];
    for (const command of ['finetune', 'evaluate']) {
      const { status, stderr } = stopover([command, ...args], { cwd: world.folder.path });
      expect(status).toBe(2);
      expect(stderr).toMatch(
        /--task: there is no task "lab-nli"\. .*`plugins:` .*--study FILE.*--plugin NAME.*package\.json/,
      );
    }
  });

  it('brings nothing where it is not named: its architecture is unknown there', async () => {
    const model = join(world.folder.path, 'words');
    await writeWordsModel(model);
    const args = ['evaluate', '--model', model, '--task', 'xnli', '--languages', 'sw', '--mirror', world.mirror];
    const { status, stderr } = stopover(args, { cwd: world.folder.path });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `stopover: ${model}/config.json: the architecture "lab-words" is not known. Known: bert, modernbert, xlm-roberta.\n`,
    });
  });

  it('brings a device that is used or the run fails with its reason', () => {
    expect(stopover(['backends', '--study', study]).stdout).toMatch(
      /✗ +lab-device +the device is not plugged in\. Plug it in\./,
    );
    const { status, stderr } = stopover(['run', study, '--mirror', world.mirror, '--backend', 'lab-device']);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'stopover: backend lab-device: the device is not plugged in. Plug it in.\n',
    });
  });
});
