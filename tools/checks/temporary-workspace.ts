import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './workspace.ts';

/** What a program printed, and how it ended. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** A folder with the repository's tools and packages, in which files can be made and programs run. */
export interface TemporaryWorkspace extends Disposable {
  read(path: string): string;
  write(path: string, text: string): void;
  /** Copies a file or folder of the repository to the same place. */
  copy(path: string): void;
  /** Runs a program of node_modules/.bin. */
  run(program: string, ...args: readonly string[]): Outcome;
}

/** Makes a temporary workspace that shares this repository's node_modules, and so its packages. */
export function temporaryWorkspace(): TemporaryWorkspace {
  const folder = mkdtempSync(join(tmpdir(), 'stopover-workspace-'));
  // A junction is what Windows allows without special rights; elsewhere the type is ignored.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const copy = (path: string): void => cpSync(join(root, path), join(folder, path), { recursive: true });
  for (const path of ['package.json', 'nx.json', 'biome.json', '.gitignore']) copy(path);
  for (const path of ['tsconfig.base.json', 'tsconfig.test.json', 'vitest.config.ts']) copy(path);
  return {
    copy,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    write: (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    run: (program, ...args) => {
      const { VITEST: _, ...env } = process.env;
      const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', program), args, {
        cwd: folder,
        env: { ...env, NX_DAEMON: 'false', NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
        encoding: 'utf8',
      });
      return { status, output: `${stdout}${stderr}` };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
