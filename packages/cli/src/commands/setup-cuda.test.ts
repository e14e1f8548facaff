import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { build, plainEnvironment } from '../fixtures/command.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { setupCuda } from './setup-cuda.ts';

beforeAll(build, 180_000);

it.each([
  ['darwin', 'arm64'],
  ['linux', 'arm64'],
  ['win32', 'x64'],
])('is refused on %s %s, where there are no libraries', async (platform, arch) => {
  await expect(setupCuda({}, { platform, arch })).rejects.toMatchObject({
    exitCode: 2,
    problem: { what: expect.stringContaining(`this is ${platform} on ${arch}`) },
  });
});

/** An installed copy of the app, whose ONNX Runtime has the given install script. */
async function installed(folder: string, script: string, write: (name: string, text: string) => Promise<string>) {
  const root = join(import.meta.dirname, '../../../..');
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@stopover/backend-cuda'), { recursive: true });
  await mkdir(join(modules, 'stopover'), { recursive: true });
  const copy = async (from: string, to: string) => cp(join(root, from), join(modules, to), { recursive: true });
  for (const part of ['package.json', 'dist'])
    await copy(`packages/model-backends/cuda/${part}`, `@stopover/backend-cuda/${part}`);
  for (const part of ['package.json', 'dist', 'bin']) await copy(`packages/cli/${part}`, `stopover/${part}`);
  const scope = ['core', 'onnx-session', 'files'];
  for (const name of scope) await symlink(join(root, 'packages', name), join(modules, '@stopover', name), 'junction');
  for (const name of ['commander', 'picocolors', 'zod', 'cli-table3', 'semver'])
    await symlink(join(root, 'node_modules', name), join(modules, name), 'junction');
  await write('node_modules/onnxruntime-node/package.json', '{ "name": "onnxruntime-node", "main": "dist/index.js" }');
  await write('node_modules/onnxruntime-node/dist/index.js', '');
  await write('node_modules/onnxruntime-node/script/install.js', script);
  return join(modules, 'stopover/bin/stopover.js');
}

it.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'runs the script of the ONNX Runtime that the installed backend loads, and says what came of it',
  async () => {
    await using folder = await temporaryFolder();
    const fetched = 'bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so';
    const script = `
      const { mkdirSync, writeFileSync } = require('node:fs');
      const { dirname, join } = require('node:path');
      if (process.env.ONNXRUNTIME_NODE_INSTALL !== 'true') process.exit(3);
      if (process.env.NO_NETWORK) { console.error('no such host'); process.exit(1); }
      const file = join(__dirname, '..', '${fetched}');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '');`;
    const program = await installed(folder.path, script, folder.write);
    await chmod(program, 0o755);
    const run = (env: Record<string, string>) =>
      spawnSync(process.execPath, [program, 'setup', 'cuda', '--json'], {
        encoding: 'utf8',
        cwd: folder.path,
        env: { ...plainEnvironment(), ...env },
      });
    const failed = run({ NO_NETWORK: '1' });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('no such host');
    expect(JSON.parse(failed.stdout)).toMatchObject({
      error: { what: expect.stringContaining('ended with status 1') },
    });
    const done = run({});
    expect({ status: done.status, ...JSON.parse(done.stdout) }).toMatchObject({ status: 0, setup: 'cuda' });
    expect(existsSync(join(folder.path, 'node_modules/onnxruntime-node', fetched))).toBe(true);
  },
);
