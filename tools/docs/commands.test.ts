import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, root } from '../checks/workspace.ts';
import { wrongOptions } from './idle-program.ts';

const node = (...args: readonly string[]): string =>
  spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).stdout;
const help = (): string => node('packages/cli/bin/stopover.js', '--help');

describe('the table of commands in the README', () => {
  const rows = read('README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `stopover '));
  // The first word of every code span in the first column: `stopover run STUDY.yaml` is run.
  const told = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`(?:stopover )?([a-z]+)/g)].map(([, name = '']) => name),
  );

  // A type error is the business of the type check; what was written for all that can be asked.
  beforeAll(() => {
    if (!process.env.STOPOVER_BUILT) node(join('node_modules', 'typescript', 'bin', 'tsc'), '-b', 'packages/cli');
  }, 180_000);

  it('names the commands that there are', () => {
    const commands = [...help().matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map(([, name = '']) => name);
    expect(commands.length).toBeGreaterThan(5);
    expect([...told].sort()).toEqual([...commands].sort());
  });

  it('names only options that the command has', () => {
    const wrong = rows.flatMap((row) => {
      const [name = ''] = [...row.matchAll(/`stopover ([a-z]+(?: [a-z]+)*)/g)].map(([, found = '']) => found);
      return wrongOptions([...name.split(' '), ...[...row.matchAll(/--[a-z-]+/g)].map(([option]) => option)]);
    });
    expect(wrong).toEqual([]);
  });
});
