import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFolder } from './atomic-folder.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-folder-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a folder that is written whole', () => {
  it('is there with all that was written, and nothing is beside it', async () => {
    const folder = join(root, 'a/b');
    await writeFolder(folder, async (inside) => {
      await mkdir(join(inside, 'deep'));
      await writeFile(join(inside, 'deep/one'), '1');
      expect(await readdir(join(root, 'a'))).not.toContain('b');
    });
    expect(await readFile(join(folder, 'deep/one'), 'utf8')).toBe('1');
    expect(await readdir(join(root, 'a'))).toEqual(['b']);
  });

  it('is not there when writing fails', async () => {
    const failed = writeFolder(join(root, 'c'), async (inside) => {
      await writeFile(join(inside, 'one'), '1');
      throw new Error('no more');
    });
    await expect(failed).rejects.toThrow('no more');
    expect((await readdir(root)).filter((name) => name.startsWith('c'))).toEqual([]);
  });

  it('never takes the place of one that holds something', async () => {
    const folder = join(root, 'd');
    await mkdir(folder);
    await writeFile(join(folder, 'mine'), 'kept');
    await expect(writeFolder(folder, (inside) => writeFile(join(inside, 'one'), '1'))).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['mine']);
    expect((await readdir(root)).filter((name) => name.startsWith('d'))).toEqual(['d']);
  });
});
