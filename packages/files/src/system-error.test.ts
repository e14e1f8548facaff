import { mkdir, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RequestError, StopoverError } from '@stopover/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFile } from './hash-file.ts';
import { reasonOf, systemError } from './system-error.ts';

let folder: string;
const path = (name: string) => join(folder, name);
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-files-'));
  await writeFile(path('file'), '');
  await symlink('loop', path('loop'));
  await symlink('nowhere', path('dangling'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what the system refuses', () => {
  it.each([
    ['an absent file', () => readFile(path('none')), 'none', 'there is no such file or folder', 2],
    ['a folder for a file', () => open(folder, 'w'), '', 'it is a folder, where a file is needed', 2],
    ['a file for a folder', () => mkdir(path('file/below')), 'file/below', 'a part of its path is no folder', 2],
    ['a file in the way', () => mkdir(path('file')), 'file', 'something else is there already', 2],
    ['a link that leads nowhere', () => mkdir(path('dangling')), 'dangling', 'a link that leads nowhere', 2],
    ['links in a circle', () => readFile(path('loop')), 'loop', 'lead in a circle', 2],
    ['a name of 300 letters', () => writeFile(path('n'.repeat(300)), ''), 'nnn', 'longer than the disk allows', 2],
    ['a NUL character', () => readFile('a\0b'), 'a', 'not a path that the system takes', 2],
  ])('as %s is said by the path', async (_, work, name, what, exitCode) => {
    const error = systemError(await failure(work()));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ exitCode, problem: { what: expect.stringContaining(what) } });
    expect(error?.problem.where).toContain(name);
    expect(error?.problem.remedy).toMatch(/^[A-Z].*\.$/);
  });

  it('while it works for a place is failed work, and named by both', async () => {
    const error = systemError(await failure(readFile(path('none'))), 'store runs/x');
    expect(error).not.toBeInstanceOf(RequestError);
    expect(error?.problem.where).toBe(`store runs/x, ${path('none')}`);
  });

  it('is named even where the system names no path', async () => {
    await expect(hashFile(folder)).rejects.toThrow(`${folder}: it is a folder, where a file is needed. Name the file.`);
  });

  it('in a way that nobody has foreseen keeps its words', () => {
    const error = Object.assign(new Error('EWEIRD: odd, read'), { code: 'EWEIRD', syscall: 'read', path: '/x' });
    expect(systemError(error)?.message).toContain('/x: the system refuses (EWEIRD: odd, read).');
  });
});

describe('what is no error of the system', () => {
  it('stays what it is', () => {
    const known = new StopoverError({ where: 'here', what: 'no', remedy: 'Stop.' });
    for (const error of [new TypeError('x is not a function'), known, 'text', undefined]) {
      expect(systemError(error)).toBeUndefined();
    }
    expect(reasonOf(new Error('plain'))).toBe('plain');
  });
});
