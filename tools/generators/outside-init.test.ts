// Packages that `stopover init --plugin` writes, in a folder outside the repository, with Stopover's packages as npm would install them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskKindTexts } from '../../packages/cli/src/init/sources/task-kinds.ts';
import { installPacked, linkLibraries } from '../checks/packed-packages.ts';
import { packages, root } from '../checks/workspace.ts';
import { kinds } from './task/kinds.mjs';

const folder = mkdtempSync(join(tmpdir(), 'stopover-init-'));
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const { VITEST: _, ...env } = process.env;
const run = (program: string, args: readonly string[], cwd: string) => {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1' },
  });
  return { status, output: `${stdout}${stderr}` };
};

beforeAll(() => {
  if (!process.env['STOPOVER_BUILT']) expect(run(bin('tsc'), ['-b'], root)).toMatchObject({ status: 0 });
  installPacked(folder, packages);
  const there = readdirSync(join(root, 'node_modules'), { withFileTypes: true });
  const names = there.flatMap(({ name }) => {
    if (name.startsWith('.') || name === '@stopover' || name === 'stopover') return [];
    return name.startsWith('@') ? readdirSync(join(root, 'node_modules', name)).map((one) => `${name}/${one}`) : [name];
  });
  linkLibraries(folder, names);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the tasks that it writes have what the generator for this repository writes', () => {
  expect(taskKindTexts).toEqual(kinds);
});

describe('the package of a plugin that `stopover init` writes', { timeout: 240_000 }, () => {
  const stopover = join(folder, 'node_modules/stopover/bin/stopover.js');

  it.each([
    ...['task', 'backend', 'translator', 'executor', 'arm', 'tracker'].map((kind) => [kind, `ferry-${kind}`, '']),
    ['task', 'ferry-choice', '--kind=choice'],
    ['task', 'ferry-span', '--kind=span'],
    ['task', 'ferry-tagging', '--kind=tagging --role=target'],
    ['task', 'ferry-ranking', '--kind=ranking --role=target'],
    ['task', 'ferry-bitext', '--kind=bitext'],
  ])('passes its tests at once: %s %s %s', (kind = '', name = '', options = '') => {
    const more = options.split(' ').filter((one) => one !== '');
    const made = run(process.execPath, [stopover, 'init', name, '--plugin', kind, ...more], folder);
    expect(made.status, made.output).toBe(0);
    const to = join(folder, `stopover-${kind}-${name}`);
    const { scripts } = JSON.parse(readFileSync(join(to, 'package.json'), 'utf8'));
    expect(scripts).toMatchObject({
      build: 'tsc -p tsconfig.build.json',
      test: 'tsc && vitest run --testTimeout=60000',
    });
    // Its tests are looked at by the compiler as well, and are not in what is built.
    expect(run(bin('tsc'), [], to)).toEqual({ status: 0, output: '' });
    writeFileSync(join(to, 'src/wrong.test.ts'), "export const wrong: number = 'text';\n");
    expect(run(bin('tsc'), [], to)).toMatchObject({ status: 2, output: expect.stringContaining('wrong.test.ts') });
    rmSync(join(to, 'src/wrong.test.ts'));
    const tested = run(bin('vitest'), ['run', '--testTimeout=60000', '--update=new'], to);
    expect(tested.status, tested.output).toBe(0);
    expect(tested.output).toMatch(/Test Files {2}1 passed \(1\)/);
    expect(run(bin('tsc'), ['-p', 'tsconfig.build.json'], to)).toEqual({ status: 0, output: '' });
    expect(readdirSync(join(to, 'dist')).sort()).toEqual(['index.d.ts', 'index.js']);
    symlinkSync(to, join(folder, 'node_modules', `stopover-${kind}-${name}`), 'junction');
    const listed = run(
      process.execPath,
      [stopover, 'plugins', '--plugin', `stopover-${kind}-${name}`, '--json'],
      folder,
    );
    expect(listed.status, listed.output).toBe(0);
    expect(listed.output).toContain(name);
  });
});
