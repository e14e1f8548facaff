import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../fixtures/tiny-study.ts';
import { openStore } from '../store/store.ts';
import { Awaited } from './awaited.ts';

describe('a model', () => {
  it('stays where a plan is there and cannot be looked at: nobody knows what it waits for', async () => {
    await using folder = await scratch();
    const store = openStore(folder.path);
    const key = 'a'.repeat(64);
    await mkdir(join(folder.path, 'studies/planned'), { recursive: true });
    // A study is planned: its folder is there before its plan.
    expect(await new Awaited(store).standing(key)).toBe('unplanned');
    // Leads to itself, and fails otherwise than a file that is not there.
    await symlink('plan.json', join(folder.path, 'studies/planned/plan.json'));
    expect(await new Awaited(store).standing(key)).toBe('kept');
  });
});
