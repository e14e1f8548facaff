import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Profile, profileTotals, xtreme2020 } from './index.ts';

const small: Profile = {
  name: 'small',
  tasks: {
    inference: { group: 'reasoning', metrics: ['accuracy'], languages: ['de', 'sw'] },
    copa: { group: 'reasoning', metrics: ['accuracy'], languages: ['sw'] },
    answers: { group: 'qa', metrics: ['em', 'f1'], languages: ['de'] },
  },
};
const inference = { accuracy: { de: 80, sw: 60 } };
const answers = { em: { de: 40 }, f1: { de: 60 } };

describe('the totals of a benchmark', () => {
  it('are means over tasks, and not over groups', () => {
    expect(profileTotals(small, { inference, answers, copa: { accuracy: { sw: 60 } } })).toEqual({
      tasks: { inference: 70, copa: 60, answers: 50 },
      groups: { reasoning: 65, qa: 50 },
      total: 60,
      missing: [],
    });
  });

  it('are left out where a score is missing, and say which', () => {
    expect(
      profileTotals(small, { inference: { accuracy: { de: 80 } }, answers, copa: { accuracy: { sw: 60 } } }),
    ).toEqual({
      tasks: { copa: 60, answers: 50 },
      groups: { qa: 50 },
      missing: ['inference/accuracy/sw'],
    });
  });
});

const file = resolve(import.meta.dirname, '../../../../shared/reference/xtreme-mock/expected.json');
const here = existsSync(file);

describe.skipIf(!here)(`XTREME's own totals${here ? '' : ' (skipped: ../shared/reference is missing)'}`, () => {
  it('come out of its scores by language', () => {
    const printed: Record<string, Record<string, Record<string, number>>> = here
      ? JSON.parse(readFileSync(file, { encoding: 'utf8' }))
      : {};
    const scores = Object.fromEntries(
      Object.keys(xtreme2020.tasks).map((task) => [task, { ...printed[task], em: printed[task]?.exact_match ?? {} }]),
    );
    const { groups, total, missing } = profileTotals(xtreme2020, scores);
    expect(missing).toEqual([]);
    expect(total).toBeCloseTo(Number(printed.all_task), 9);
    for (const group of ['classification', 'tagging', 'qa', 'retrieval']) {
      expect(groups[group], group).toBeCloseTo(Number(printed[group]), 9);
    }
  });
});
