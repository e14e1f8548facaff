import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packages } from '../checks/workspace.ts';
import { type Reference, writeReference } from './api-reference.ts';

// `npm run docs` runs this file: what it writes is what it looks at.
describe('the pages of what packages export', () => {
  let reference: Reference;

  beforeAll(async () => {
    reference = await writeReference(packages);
  }, 300_000);

  it('lack no type that an exported name refers to, and no link leads nowhere', () => {
    expect(reference.problems).toEqual([]);
  });

  it('are there for every package, under its name', () => {
    expect([...reference.modules].sort()).toEqual(packages.map(({ manifest }) => manifest.name).sort());
    expect(existsSync(join(reference.folder, 'index.html'))).toBe(true);
  });
});
