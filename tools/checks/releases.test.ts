import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filesBelow, packages, read, root } from './workspace.ts';

const notes = filesBelow('.changeset').filter((path) => path.endsWith('.md') && !path.endsWith('README.md'));

describe('changesets', () => {
  it.each(notes)('%s names packages that exist, each once, and says something', (path) => {
    const [, front = '', text = ''] = /^---\n(.*?)^---\n(.*)$/ms.exec(read(path)) ?? [];
    const named = front
      .trim()
      .split('\n')
      .map((line) => /^(["'])(.+)\1: (?:major|minor|patch)$/.exec(line)?.[2] ?? line);
    const known = packages.map(({ manifest }) => manifest.name);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    expect(named).toEqual([...new Set(named)]);
    expect(text).toMatch(/\S/);
  });
});

describe('what is published', () => {
  const packed = z.array(z.object({ name: z.string(), files: z.array(z.object({ path: z.string() })) })).parse(
    JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--workspaces'], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 2 ** 26,
      }),
    ),
  );

  it.each(packages)('$manifest.name: licence, page, and no test', ({ manifest }) => {
    const files = packed.find(({ name }) => name === manifest.name)?.files.map(({ path }) => path) ?? [];
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'src/index.ts']));
    expect(files.filter((path) => /\.test\.|\/fixtures\/|__snapshots__|\.tsbuildinfo$/.test(path))).toEqual([]);
  });

  it.each(packages)('$manifest.name: every source map leads to a source that is shipped', ({ folder, manifest }) => {
    const files = packed.find(({ name }) => name === manifest.name)?.files.map(({ path }) => path) ?? [];
    const lost = files
      .filter((path) => path.endsWith('.map') && existsSync(join(root, folder, path)))
      .flatMap((path) => {
        const { sources } = z
          .object({ sources: z.array(z.string()) })
          .parse(JSON.parse(readFileSync(join(root, folder, path), 'utf8')));
        // What is left over from a source that was removed is not built for a release, which begins with empty folders.
        const there = sources
          .map((source) => join(path, '..', source))
          .filter((to) => existsSync(join(root, folder, to)));
        return there.filter((source) => !files.includes(source));
      });
    expect(lost).toEqual([]);
  });
});

describe('the release check', () => {
  it('is named by the README, whose installation it follows', () => {
    const readme = read('README.md');
    expect(readme).toContain('`.ci/release-check`');
    expect(/^## Install\n+```sh\n(.*?)^```$/ms.exec(readme)?.[1]).toMatch(/^npm install .* stopover$/m);
  });

  it('has a bound that the README keeps to', () => {
    const [, bound] = /largestInstallation = (\d+)/.exec(read('tools/scripts/release-check.mjs')) ?? [];
    const [, told] = /takes about (\d+) MB/.exec(read('README.md')) ?? [];
    expect(Number(told)).toBeLessThan(Number(bound));
    expect(Number(told)).toBeGreaterThan(Number(bound) * 0.85);
  });
});
