import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, plainEnvironment, program } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { pluginFiles } from './plugin-files.ts';
import type { PluginKind } from './plugin-kinds.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  build();
  folder = await temporaryFolder();
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

const init = (...args: readonly string[]) => stopoverHere(['init', ...args], { cwd: folder.path });
const written = (name: string) => readFile(join(folder.path, name), 'utf8');

/** What a person types, line by line. */
const asked = (lines: readonly string[], ...args: readonly string[]) =>
  spawnSync(process.execPath, [program, 'init', ...args], {
    ...{ cwd: folder.path, env: plainEnvironment(), encoding: 'utf8' },
    input: lines.map((line) => `${line}\n`).join(''),
  });

describe('init', { timeout: 240_000 }, () => {
  it('writes a commented study file that plans, and never overwrites one', async () => {
    expect(await init('--yes')).toMatchObject({ status: 0, stderr: '' });
    const text = await written('study.yaml');
    // A comment above each field.
    expect(text.match(/^# /gm)?.length).toBeGreaterThan(8);
    const planned = await stopoverHere(['plan', 'study.yaml', '--json'], { cwd: folder.path });
    expect(JSON.parse(planned.stdout)).toMatchObject({ study: 'study', source: 'miniature', unavailable: [] });
    const again = await init('--yes', '--shots', 'none');
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('study.yaml: it is there already, and nothing is overwritten.');
    expect(await written('study.yaml')).toBe(text);
  });

  it('takes answers as options, also for a model of the hub', async () => {
    const answers = ['--model', 'FacebookAI/xlm-roberta-base', '--targets', 'xnli,xcopa', '--intermediates', 'none'];
    const more = ['--languages', 'sw,vi', '--shots', '50', '--budget', 'usual', '--json'];
    const document = JSON.parse((await init('mine.yml', '--yes', ...answers, ...more)).stdout);
    expect(document).toMatchObject({ study: 'mine', targets: ['xnli', 'xcopa'], intermediates: [], shots: [50] });
    const text = await written('mine.yml');
    expect(text).toContain('intermediates: [none]\n');
    expect(text).toContain('arms: [zero-shot, target-shots]\n');
    expect(text).toContain('seeds: [1, 2, 3]\n');
  });

  it('names a file of odd letters so that a shell reads it back', async () => {
    expect((await init("it's mine.yaml", '--yes')).stdout).toContain("`stopover plan 'it'\\''s mine.yaml'`");
    expect(await written("it's mine.yaml")).toContain("npx stopover run 'it'\\''s mine.yaml'  ");
    expect((await init('ümlaut.yaml', '--yes')).stdout).toContain('`stopover run ümlaut.yaml`');
  });

  it('asks, says what is wrong with an answer, and asks again', async () => {
    const ran = asked(['', 'xnly', 'xnli', '', 'sw, tr', 'foo', 'none', ''], 'asked');
    expect(ran).toMatchObject({ status: 0 });
    expect(ran.stderr).toContain('--targets: there is no task "xnly". Did you mean "xnli"?');
    expect(ran.stderr).toContain('--shots: "foo" cannot be read. Give whole numbers, separated by commas, or none.');
    const text = await written('asked.yaml');
    expect(text).toContain('targets: [xnli]\n');
    expect(text).toContain('languages: [sw, tr]\n');
    expect(text).toContain('arms: [zero-shot, intermediate]\n');
    // On a line of its own, below the question.
    expect(asked([], 'unasked').stderr).toMatch(/: \nstopover: --model: there is no answer .* Give --model, or --yes/);
  });

  it('refuses wrong answers of all options at once, and writes nothing', async () => {
    const before = await readdir(folder.path);
    const refused = await init('wrong', '--yes', '--targets', 'xnly', '--languages', '', '--shots', '1,x');
    expect(refused.status).toBe(2);
    for (const option of ['--targets', '--languages', '--shots'])
      expect(refused.stderr).toContain(`stopover: ${option}: `);
    const twice = (await init('wrong', '--yes', '--targets', 'xcopa,xcopa', '--shots', '10,10')).stderr;
    // There is no file yet whose lines could be named.
    expect(twice).toContain('stopover: --targets: "xcopa" is named twice. Name it once.\n');
    expect(twice).toContain('stopover: --shots: 10 is named twice. Name it once.\n');
    const mixed = await init('ferry', '--plugin', 'task', '--targets', 'xnli');
    expect(mixed.stderr).toContain('--targets: it is of a study, and a plugin is to be written.');
    expect((await init('Ferry', '--plugin', 'arm')).stderr).toContain('"Ferry" cannot be its name');
    expect(await readdir(folder.path)).toEqual(before);
  });

  it('writes the package of a plugin whole, and never into a folder that has something', async () => {
    const made = await init('ferry-nli', '--plugin', 'task', '--package', '@lab/ferry', '--json');
    expect(JSON.parse(made.stdout)).toMatchObject({ plugin: 'task', package: '@lab/ferry' });
    const manifest = JSON.parse(await written('ferry/package.json'));
    expect(manifest).toMatchObject({ name: '@lab/ferry', peerDependencies: { '@stopover/core': expect.any(String) } });
    expect((await init('other', '--plugin', 'task', '--package', 'ferry')).stderr).toContain(
      'ferry: it is there already',
    );
    expect(await written('ferry/src/index.ts')).toContain("name: 'ferry-nli'");
    expect(await written('ferry/src/index.ts')).toContain("kind: 'classification'");
  });

  it('writes no plugin whose name is taken, by a built-in one or by a word', async () => {
    const before = await readdir(folder.path);
    for (const [kind, name] of [
      ['task', 'mnli'],
      ['arm', 'zero-shot'],
      ['backend', 'auto'],
    ] as const) {
      expect(await init(name, '--plugin', kind)).toMatchObject({
        status: 2,
        stderr: `stopover: --plugin ${kind}: there is a "${name}" already. Give it a name of its own: \`stopover init --plugin ${kind} my-${name}\`.\n`,
      });
    }
    expect(await readdir(folder.path)).toEqual(before);
  });

  it('calls a variable by no word that the code has otherwise', () => {
    const task = { kind: 'span', role: 'target' } as const;
    const sourceOf = (kind: PluginKind, name: string) =>
      pluginFiles({ kind, name, packageName: 'x', task }).get('src/index.ts');
    expect(sourceOf('task', 'class')).toContain('export const classTask = ');
    expect(sourceOf('task', 'z')).toContain('export const zTask = ');
    expect(sourceOf('arm', 'define-arm')).toContain('export const defineArmArm = ');
    expect(sourceOf('executor', 'jobs')).toContain('export const jobsExecutor = ');
    expect(sourceOf('tracker', 'run')).toContain('export const runTracker = ');
    expect(sourceOf('tracker', 'table')).toContain('export const table = ');
  });

  it('writes a task of the kind and role that were asked for, where a task is written', async () => {
    expect(await init('ferry-qa', '--plugin', 'task', '--kind', 'span', '--role', 'target')).toMatchObject({
      status: 0,
    });
    const source = await written('stopover-task-ferry-qa/src/index.ts');
    expect(source).toContain("kind: 'span'");
    expect(source).toContain("trainingTasks: { default: ['squad-v1'] }");
    expect(await written('stopover-task-ferry-qa/README.md')).toContain('targets: [ferry-qa]');
    const refused = async (...args: string[]) => (await init('ferry-x', '--plugin', ...args)).stderr;
    expect(await refused('arm', '--kind', 'span')).toContain('--kind: it is of a task that is to be written.');
    expect(await refused('task', '--kind', 'bitext', '--role', 'intermediate')).toContain('bitext is not trained.');
    expect(await refused('task', '--kind', 'qa')).toContain('Allowed choices are classification, choice, span');
  });
});
