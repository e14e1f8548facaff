import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readItems } from '../items/read-items.ts';
import { analyseResults } from './analyse-results.ts';

const folder = mkdtempSync(join(tmpdir(), 'stopover-pool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Scores between 0 and 1 that look drawn, of 40 items, with a level of each run. */
function rowsOf(arm: string, intermediate: string, languages: readonly string[], spread: number): string[] {
  return languages.flatMap((language, l) =>
    [1, 2, 3].flatMap((seed) =>
      Array.from({ length: 40 }, (_, item) => {
        const luck = Math.sin(12.9898 * (seed + 7 * l + arm.length)) * spread;
        const score = 0.5 + luck + 0.3 * Math.sin(78.233 * item + seed + l);
        return [language, item, arm, intermediate, seed, Math.min(1, Math.max(0, score)).toFixed(4)].join();
      }),
    ),
  );
}

const both = ['ko', 'sw'];
const usual = [...rowsOf('zero-shot', 'none', both, 0.02), ...rowsOf('intermediate', 'mnli', both, 0.03)];

async function effectsOf(name: string, rows: readonly string[]) {
  const path = join(folder, name);
  const lines = rows.map((row) => `tydiqa,${row},f1`);
  writeFileSync(path, `${['target,language,item,arm,intermediate,seed,score,metric', ...lines].join('\n')}\n`);
  const { results } = await readItems(path);
  const { effects } = analyseResults(results, { replicates: 100 });
  return (arm: string, language: string | null) =>
    effects.find((row) => row.condition.arm === arm && row.against.arm === 'zero-shot' && row.language === language);
}

it('a condition in one language has there the interval that its mean has, and changes no mean over several', async () => {
  const before = await effectsOf('usual.csv', usual);
  const after = await effectsOf('wider.csv', [...usual, ...rowsOf('in-language', 'none', ['sw'], 0.05)]);
  const own = after('in-language', null);
  expect(own?.languages).toEqual(['sw']);
  expect(own?.interval).not.toBeNull();
  expect(own?.interval).toEqual(after('in-language', 'sw')?.interval);
  expect(after('intermediate', null)?.interval).toEqual(before('intermediate', null)?.interval);
  // In Swahili the three are of one class.
  expect(after('intermediate', 'sw')?.interval).not.toEqual(before('intermediate', 'sw')?.interval);
});
