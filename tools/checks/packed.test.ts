// Packages as npm packs them, unpacked: what someone installs, not what lies in this repository.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { installPacked, linkLibraries } from './packed-packages.ts';
import { packedProblems } from './packed-problems.mjs';
import { packages, root } from './workspace.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stopover-packed-')));
const modules = join(folder, 'node_modules');
let tarballs: ReadonlyMap<string, string>;

beforeAll(() => {
  const built = spawnSync(join(root, 'node_modules', '.bin', 'tsc'), ['-b'], { cwd: root, encoding: 'utf8' });
  expect(built.stdout).toBe('');
  tarballs = installPacked(folder, packages);
  const others = readdirSync(join(root, 'node_modules'));
  linkLibraries(
    folder,
    others.filter((name) => !name.startsWith('.') && !['@stopover', 'stopover'].includes(name)),
  );
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The pages of docs/ that sources name. */
const namedPages = (sources: string): string[] =>
  readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => readFileSync(join(sources, path), 'utf8').match(/(?<![\w/-])docs\/[a-z-]+\.md\b/g) ?? []);

describe('a packed package', () => {
  it.each(packages)('$manifest.name: publint and are-the-types-wrong have nothing to say', async ({ manifest }) => {
    expect(await packedProblems(tarballs.get(manifest.name) ?? '')).toEqual([]);
  });
});

describe('the packed app', () => {
  it('has the pages that its messages name', () => {
    // In a place of its own, so that no other test meets the copies.
    const place = mkdtempSync(join(folder, 'pages-'));
    const app = join(place, 'packages', 'cli');
    for (const path of ['docs', 'tools/scripts/take-pages.mjs', 'packages/cli/package.json'])
      cpSync(join(root, path), join(place, path), { recursive: true });
    // As `npm run release` and the release check do.
    execFileSync(process.execPath, [join(place, 'tools', 'scripts', 'take-pages.mjs')]);
    execFileSync('npm', ['pack'], { cwd: app, stdio: 'ignore' });
    const tarball = readdirSync(app).find((name) => name.endsWith('.tgz')) ?? '';
    const packed = execFileSync('tar', ['tzf', join(app, tarball)], { encoding: 'utf8' }).split('\n');
    const named = packages.flatMap(({ folder: one }) => namedPages(join(root, one, 'src')));
    expect(named).toContain('docs/study-file.md');
    expect(named.filter((page) => !packed.includes(`package/${page}`))).toEqual([]);
  });
});

describe('the packed packages together', () => {
  const stopover = (...args: readonly string[]) => {
    const { VITEST: _, ...env } = process.env;
    const command = [join(modules, 'stopover', 'bin', 'stopover.js'), ...args];
    return spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8', env });
  };

  it('need nothing of this repository', () => {
    const names = packages.map(({ manifest }) => manifest.name);
    const script = `console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => import.meta.resolve(name))))`;
    const options = { cwd: folder, encoding: 'utf8' } as const;
    const resolved = execFileSync(process.execPath, ['--input-type=module', '--eval', script], options);
    const places = z.array(z.string()).parse(JSON.parse(resolved));
    expect(places).toHaveLength(names.length);
    expect(places.filter((place) => !place.startsWith(`file://${modules}/`))).toEqual([]);
  });

  it('are a program that knows every task and computes', () => {
    const tasks = stopover('tasks', '--json');
    expect(tasks.status, tasks.stderr).toBe(0);
    const plugins = packages.filter(({ folder: one }) => dirname(one) === 'packages/task-plugins');
    expect(JSON.parse(tasks.stdout).tasks.length).toBeGreaterThanOrEqual(plugins.length);
    const backends = stopover('backends', '--json');
    expect(backends.status, backends.stderr).toBe(0);
    expect(JSON.parse(backends.stdout).backends).toContainEqual(expect.objectContaining({ name: 'cpu', ok: true }));
  });
});
