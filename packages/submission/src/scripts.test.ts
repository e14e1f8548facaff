// Submissions in the scripts of all languages against a Python 3.11 port of evaluate.py's rules, which was run on them once.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSubmission } from './fixtures/scripts.ts';
import { profiles, referenceDocument, scoreSubmission, suites } from './index.ts';

type Numbers = { readonly [key: string]: number | Numbers };
const expected: Readonly<Record<string, Numbers>> = JSON.parse(
  readFileSync(new URL('./fixtures/scripts-expected.json', import.meta.url), { encoding: 'utf8' }),
);

/** Every number with its path of keys. */
const leaves = (value: unknown, path = ''): readonly (readonly [path: string, value: unknown])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}/${key}`))
    : [[path, value]];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-scripts-'));
  await writeSubmission(join(folder, 'xtreme'), suites.get('xtreme'), 11);
  await writeSubmission(join(folder, 'xtreme-r'), suites.get('xtreme-r'), 12);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const documentOf = async (suite: string, profile: string) => {
  const sides = { predictions: join(folder, suite, 'predictions'), labels: join(folder, suite, 'labels') };
  const request = { suite: suites.get(suite), profile: profiles.get(profile), ...sides };
  return referenceDocument(request, await scoreSubmission(request));
};

describe('submissions in all scripts', () => {
  it.each([
    ['xtreme', 'xtreme-2020', 'xtreme', 375],
    ['xtreme', 'seqeval-1', 'xtreme, seqeval-1', 375],
    ['xtreme-r', 'xtreme-2020', 'xtreme-r', 436],
  ])('to %s score with %s as Python does', async (suite, profile, key, count) => {
    const ours = new Map(leaves(await documentOf(suite, profile)));
    const theirs = leaves(expected[key]);
    expect(theirs).toHaveLength(count);
    // Sums of a few hundred floats in another order are off by 1e-13 at most; another rule moves a score by 0.01 or more.
    const wrong = theirs.filter(([path, value]) => !(Math.abs(Number(ours.get(path)) - Number(value)) < 1e-9));
    expect(wrong).toEqual([]);
  });

  it('have a total of XTREME-R, which evaluate.py cannot print, by both means', async () => {
    const { totals } = await documentOf('xtreme-r', 'xtreme-2020');
    expect(totals).toMatchObject({
      mean_over_tasks: expect.closeTo(52.57583943472675, 9),
      mean_over_groups: expect.closeTo(55.00668697123251, 9),
      published: 'mean_over_groups',
      missing: [],
    });
  });
});
