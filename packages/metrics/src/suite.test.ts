import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Suite, suiteTotals, xtreme, xtremeR } from './index.ts';

const task = (...headline: string[]) => ({ headline, languages: ['sw'], average: 'languages' }) as const;
const small: Suite = {
  name: 'small',
  tasks: { inference: task('accuracy'), copa: task('accuracy'), answers: task('exact_match', 'f1') },
  groups: { reasoning: ['inference', 'copa'], choice: ['copa'] },
  totalGroups: { reasoning: ['inference', 'copa'], qa: ['answers'] },
  published: 'mean_over_groups',
};

describe('the totals of a benchmark', () => {
  it('are a mean over tasks and a mean over groups, by name', () => {
    expect(suiteTotals(small, { inference: 70, copa: 60, answers: 50 })).toEqual({
      groups: { reasoning: 65, choice: 60 },
      totalGroups: { reasoning: 65, qa: 50 },
      totals: { mean_over_tasks: 60, mean_over_groups: 57.5 },
      missing: [],
    });
  });

  it('are left out where a score is missing, and say which', () => {
    expect(suiteTotals(small, { copa: 60, answers: 50 })).toEqual({
      groups: { choice: 60 },
      totalGroups: { qa: 50 },
      totals: {},
      missing: ['inference'],
    });
  });

  it.each([
    ['XTREME', xtreme, 9],
    ['XTREME-R', xtremeR, 10],
  ])('of %s count every task in exactly one group', (_, suite, count) => {
    const grouped = Object.values(suite.totalGroups).flat();
    expect(new Set(grouped)).toEqual(new Set(Object.keys(suite.tasks)));
    expect(grouped).toHaveLength(count);
  });

  it('have the languages of the published lists', () => {
    const sizes = ({ tasks }: Suite) =>
      Object.fromEntries(Object.entries(tasks).map(([name, { languages }]) => [name, new Set(languages).size]));
    expect(sizes(xtreme)).toMatchObject({ pawsx: 7, xnli: 15, panx: 40, udpos: 33, tatoeba: 36, xquad: 11 });
    expect(sizes(xtremeR)).toMatchObject({ panx: 48, udpos: 38, tatoeba: 41, xquad: 12, xcopa: 11, lareqa: 11 });
  });

  it('of XTREME-R give XLM-R Large what its paper prints: 65.3 is the mean over groups', () => {
    // By task, from the paper's table; question answering is the mean of F1 and EM.
    const scores = { xnli: 79.2, xcopa: 69.2, udpos: 75.0, panx: 64.4, tatoeba: 77.3, mewslix: 45.7, lareqa: 40.7 };
    const answers = { xquad: (77.2 + 61.6) / 2, mlqa: (72.7 + 54.2) / 2, tydiqa: (64.3 + 45.8) / 2 };
    const { totals } = suiteTotals(xtremeR, { ...scores, ...answers });
    expect(totals.mean_over_groups?.toFixed(1)).toBe('65.3');
    expect(totals.mean_over_tasks?.toFixed(1)).toBe('63.9');
  });
});

const file = resolve(import.meta.dirname, '../../../../shared/reference/xtreme-mock/expected.json');
const here = existsSync(file);

describe.skipIf(!here)(`XTREME's own totals${here ? '' : ' (skipped: ../shared/reference is missing)'}`, () => {
  it('come out of its scores by task', () => {
    const printed: Record<string, Record<string, number>> = here
      ? JSON.parse(readFileSync(file, { encoding: 'utf8' }))
      : {};
    const scores = Object.keys(xtreme.tasks).map((name) => [name, Number(printed[name]?.avg_metric)]);
    const { groups, totals, missing } = suiteTotals(xtreme, Object.fromEntries(scores));
    expect(missing).toEqual([]);
    expect(totals.mean_over_tasks).toBeCloseTo(Number(printed.all_task), 9);
    for (const group of ['classification', 'tagging', 'qa', 'retrieval']) {
      expect(groups[group], group).toBeCloseTo(Number(printed[group]), 9);
    }
  });
});
