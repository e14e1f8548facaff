// A plugin in an empty folder, with the packages as npm would install them: packed, unpacked, nothing linked to their sources.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPacked, linkLibraries } from '../checks/packed-packages.ts';
import { packages, root } from '../checks/workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'stopover-outside-'));
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const { VITEST: _, ...env } = process.env;
const run = (program: string, args: readonly string[], cwd: string) => {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...env, NX_DAEMON: 'false', NO_COLOR: '1' },
  });
  return { status, output: `${stdout}${stderr}` };
};

beforeAll(() => {
  expect(run(bin('tsc'), ['-b'], root)).toMatchObject({ status: 0 });
  const names = ['@stopover/core', '@stopover/metrics', '@stopover/testing', '@stopover/onnx-session'];
  installPacked(
    folder,
    packages.filter(({ manifest }) => names.includes(manifest.name)),
  );
  linkLibraries(folder, [
    'reflect-metadata',
    'tsyringe',
    'tslib',
    'zod',
    'vitest',
    'typescript',
    '@types/node',
    'undici-types',
    'onnxruntime-node',
    'onnxruntime-common',
  ]);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a package that the generators write outside the repository', { timeout: 240_000 }, () => {
  it.each([
    ['task', ['ferry-nli'], 'stopover-ferry-nli'],
    ['backend', ['ferry-npu', '--provider=cpu'], 'stopover-ferry-npu'],
  ])('builds, and passes its tests: a %s', (generator, args, name) => {
    const to = join(folder, name);
    const generated = run(
      bin('nx'),
      [
        'generate',
        `@stopover/generators:${generator}`,
        ...args,
        `--to=${to}`,
        `--package=@lab/${name}`,
        '--no-interactive',
      ],
      root,
    );
    expect(generated.status, generated.output).toBe(0);
    const manifest = JSON.parse(readFileSync(join(to, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: `@lab/${name}`, peerDependencies: { '@stopover/core': '>=0.1.0 <1' } });
    expect(manifest.scripts).toEqual({ build: 'tsc', prepack: 'tsc', test: 'tsc --noEmit && vitest run' });
    expect(run(bin('tsc'), [], to)).toEqual({ status: 0, output: '' });
    const tested = run(bin('vitest'), ['run', '--update=new'], to);
    expect(tested.status, tested.output).toBe(0);
    expect(tested.output).toMatch(/Test Files {2}1 passed \(1\)/);
    const script = "console.log(JSON.stringify(Object.keys((await import('./dist/index.js')).default)))";
    const loaded = run(process.execPath, ['--input-type=module', '--eval', script], to);
    expect(JSON.parse(loaded.output)).toEqual(['name', `${generator}s`]);
  });
});
