// What the claims are about: tasks as they are, the test itself, and a study that was run whole.
import type { Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { analyseResults } from '../analysis/analyse-results.ts';
import { madeUpBenchmark } from '../fixtures/made-up-benchmark.ts';
import { judgeClaims } from './judge-claims.ts';
import { nineTargets } from './published.ts';

const judged = (results: Results) => judgeClaims(analyseResults(results, { replicates: 200 }), results);

const claimOf = (results: Results, id: number) => {
  const claim = judged(results).settings[0]?.claims.find((one) => one.id === id);
  if (!claim) throw new Error(`no claim ${id}`);
  return claim;
};

describe('an intermediate task without some of its tables', () => {
  const plain = { masked: false, translated: false, shuffled: false, ready: false };
  const named = { name: 'other-nli', tasks: ['anli-plus'], ...plain };
  const study = (composition: typeof named & { readonly without?: string[] }) =>
    madeUpBenchmark({
      targets: ['xnli', 'tydiqa'],
      intermediates: ['mnli', 'qqp', 'other-nli'],
      compositions: [composition],
      score: (_, one) => (one === 'none' ? 50 : 55),
    });

  it('is not the task: no number is of it, and it is told as missing', () => {
    const whole = claimOf(study(named), 9);
    expect(whole.numbers.map(({ what }) => what)).toContain('gain of other-nli on xnli');
    const part = claimOf(study({ ...named, without: ['mnli'] }), 9);
    expect(part.numbers.filter(({ what }) => what.includes('other-nli'))).toEqual([]);
    expect(part.numbers.map(({ what }) => what)).toContain('p of equal gains of 2 on xnli (τ 0.00)');
    expect(claimOf(study({ ...named, without: ['mnli'] }), 10).because).not.toContain('anli-plus');
    expect(claimOf(study(named), 10).because).toContain('anli-plus (inference)');
  });
});

describe('an intermediate task that several recipes train on', () => {
  const plain = { masked: false, translated: false, shuffled: false, ready: false };
  const intermediates = ['mnli-short', 'mnli', 'mnli-long'];
  const study = madeUpBenchmark({
    ...{ targets: ['xnli', 'tydiqa'], intermediates },
    score: (target, one) => (one === 'none' || target === 'xnli' ? 50 : 55),
    compositions: intermediates.map((name) => ({ name, tasks: ['mnli'], ...plain })),
  });

  it('is one task, and not as many as it has recipes', () => {
    expect(claimOf(study, 4)).toMatchObject({
      verdict: 'not decidable here',
      needs: ['at least 3 single intermediate tasks on both'],
      numbers: [{ what: 'gain of mnli on tydiqa' }, { what: 'gain of mnli on xnli' }],
    });
  });
});

describe('the published level', () => {
  it('is one of tests: scores of other rows neither are it nor miss it', () => {
    const published = new Map(nineTargets.map((one) => [one.names[0] ?? '', one.published]));
    const large = madeUpBenchmark({
      targets: [...published.keys()],
      intermediates: [],
      languagesOf: (target) => nineTargets.find(({ names }) => names.includes(target))?.languages ?? ['de'],
      score: (target) => published.get(target) ?? 50,
    });
    expect(claimOf(large, 7).verdict).toBe('supported');
    const targets = large.targets.map((one) => (one.name === 'xnli' ? { ...one, split: 'validation' } : one));
    expect(claimOf({ ...large, targets }, 7)).toMatchObject({
      verdict: 'not decidable here',
      needs: ['the test of xnli; here its validation rows are scored'],
    });
  });
});

describe('claims as data', () => {
  it('come with what a reader must know of the study', () => {
    const study = madeUpBenchmark({ targets: ['xnli'], intermediates: ['mnli'], score: () => 50 });
    expect(judged(study).notices).toEqual([]);
    expect(judged({ ...study, notices: ['This is a trial.'] }).notices).toEqual(['This is a trial.']);
  });
});
