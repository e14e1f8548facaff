import type { Cell, Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { judgeClaims } from '../claims/judge-claims.ts';
import { forestChart } from '../figures/forest.ts';
import { madeUpBenchmark } from '../fixtures/made-up-benchmark.ts';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { viewOf } from '../page/group-view.ts';
import { analyseResults } from './analyse-results.ts';
import type { BestChoice } from './analysed.ts';

const few = { replicates: 200 };
const base = madeUpResults({
  languages: ['de', 'el', 'sw', 'th', 'zh-Hans'],
  intermediates: ['none', 'mnli', 'squad-v2', 'qqp'],
  ...{ shots: [], seeds: [1, 2, 3], items: 300, targets: ['xnli'] },
});

/** Cells of an intermediate moved by so many points, item by item. */
const moved = (cells: readonly Cell[], by: (cell: Cell) => number): readonly Cell[] =>
  cells.map((cell) => {
    const points = by(cell);
    const items = (cell.items ?? new Float64Array()).map((item) => item + points);
    return { ...cell, items, scores: { accuracy: (cell.scores.accuracy ?? 0) + points } };
  });

/** The answer, the best and the winner's own difference to zero-shot. */
function judged(results: Results) {
  const { answer, best, effects } = analyseResults(results, few);
  const [choice] = best;
  if (!choice) throw new Error('nothing was chosen');
  const own = effects.find(
    (one) =>
      one.language === null && one.againstRole === 'baseline' && one.condition.intermediate === choice.intermediate,
  );
  return { choice, own, text: answer.lines[0]?.text ?? '' };
}

const without = (gone: (cell: Cell) => boolean): Results => ({
  ...base,
  cells: base.cells.filter((cell) => !gone(cell)),
});

const names = ({ leftOut }: BestChoice) => leftOut.map(({ intermediate }) => intermediate);

describe('the best of several', () => {
  it('is chosen over the languages that its sentence names, whatever another one lacks', () => {
    // mnli helps in German and nowhere else; squad-v2 was scored in German alone.
    const gone = without(({ intermediate, language }) => intermediate === 'squad-v2' && language !== 'de');
    const cells = moved(gone.cells, ({ intermediate, language }) => {
      if (intermediate === 'mnli') return language === 'de' ? 8 : -2.4;
      return intermediate === 'qqp' ? -6 : 0;
    });
    const { choice, own, text } = judged({ ...gone, cells });
    expect(choice).toMatchObject({ intermediate: 'mnli', compared: 2, seeds: 3 });
    expect(choice.languages).toEqual(['de', 'el', 'sw', 'th', 'zh-Hans']);
    expect(choice.leftOut).toEqual([{ intermediate: 'squad-v2', languages: ['de'], seeds: 3 }]);
    expect(choice.verdict).toBe('unclear');
    expect(choice.estimate).toBeCloseTo(own?.estimate ?? Number.NaN, 12);
    expect(own?.languages).toEqual(choice.languages);
    const [low, high] = choice.interval ?? [Number.NaN, Number.NaN];
    expect((low + high) / 2).toBeCloseTo(choice.estimate, 9);
    expect(text).toMatch(/^On xnli \(mean over 5 languages, 3 seeds\), the best of 2 intermediate tasks/);
    expect(text).toMatch(/Left out of the choice: squad-v2 \(1 of 5 languages\)\.$/);
  });

  it('is chosen over the seeds that its sentence names, whatever another one lacks', () => {
    const gone = without(
      ({ intermediate, language, seed }) => intermediate === 'qqp' && language === 'sw' && seed === 2,
    );
    const { choice, own, text } = judged(gone);
    expect(choice).toMatchObject({ compared: 2, seeds: 3 });
    expect(choice.estimate).toBeCloseTo(own?.estimate ?? Number.NaN, 12);
    expect(own?.seeds).toBe(3);
    expect(text).toMatch(/Left out of the choice: qqp \(2 of 3 seeds\)\.$/);
  });

  it('is of those that are whole, and nothing is chosen of one alone', () => {
    const gone = without(({ intermediate, language }) => !['none', 'mnli'].includes(intermediate) && language === 'el');
    const { choice, own, text } = judged(gone);
    expect([choice.intermediate, choice.compared, names(choice)]).toEqual(['mnli', 1, ['squad-v2', 'qqp']]);
    expect(choice.estimate).toBeCloseTo(own?.estimate ?? Number.NaN, 12);
    expect(text).not.toContain('the best of');
    expect(text).toMatch(/Left out of the choice: squad-v2 \(4 of 5 languages\), qqp \(4 of 5 languages\)\.$/);
  });

  it('leaves nothing out where all lack the same', () => {
    const { choice, text } = judged(without(({ language, seed }) => language === 'el' && seed === 3));
    expect(choice).toMatchObject({ compared: 3, seeds: 2, leftOut: [] });
    expect(text).not.toContain('Left out');
  });

  it('has no cross-fitted value where one language has one score for all of its items', () => {
    const cells = base.cells.filter(({ language }) => language === 'de').map((cell) => ({ ...cell, items: null }));
    const results = { ...base, cells };
    const { choice, text } = judged(results);
    expect(choice).toMatchObject({ compared: 3, crossFitted: null, bound: expect.any(Number) });
    expect(text).toContain('the best of 3 intermediate tasks');
    expect(text).not.toMatch(/NaN|cross-fitted|null/);
    const rows =
      forestChart(viewOf(analyseResults(results, few), results))?.groups.flatMap((group) => group.rows) ?? [];
    const row = rows.find(({ label }) => label.startsWith('best of 3'));
    expect(row?.note).toBe('chosen by target test labels');
    expect(row?.marks.map(({ kind }) => kind)).toEqual(['bound']);
    expect(row?.cells[0]?.text).toMatch(/^at least [−+]/);
  });
});

describe('the choice in English', () => {
  const scores: Record<string, number> = { mnli: 71, 'squad-v2': 60, qqp: 91 };
  /** As if each model had been kept by its score on English rows of a task. */
  const scoredOn = (taskOf: (intermediate: string) => string | undefined): Results => ({
    ...base,
    cells: base.cells.map((cell) => {
      const [task, score] = [taskOf(cell.intermediate), scores[cell.intermediate]];
      return task === undefined || score === undefined ? cell : { ...cell, development: { task, score } };
    }),
  });

  it('is made by rows that all of them were scored on', () => {
    const { choice } = judged(scoredOn(() => 'xnli'));
    expect(choice.byDevelopment?.intermediate).toBe('qqp');
  });

  it('is none where each was scored on rows of its own task, or one on none', () => {
    expect(judged(scoredOn((intermediate) => intermediate)).choice.byDevelopment).toBeNull();
    expect(judged(scoredOn((one) => (one === 'qqp' ? undefined : 'xnli'))).choice.byDevelopment).toBeNull();
  });

  it('leaves claim 5 to the test where there is none', () => {
    const world = madeUpBenchmark({
      ...{ targets: ['tatoeba'], intermediates: ['qqp', 'squad-v2'] },
      score: (_, one) => ({ none: 40, qqp: 38, 'squad-v2': 55 })[one] ?? 0,
    });
    const cells = world.cells.map((cell) => {
      const { intermediate: task } = cell;
      return task === 'none' ? cell : { ...cell, development: { task, score: task === 'qqp' ? 91 : 78 } };
    });
    const results = { ...world, cells };
    const [setting] = judgeClaims(analyseResults(results, few), results).settings;
    const claim = setting?.claims.find(({ id }) => id === 5);
    expect(claim?.numbers.at(-1)?.what).toBe('tatoeba: squad-v2, chosen by its test');
  });
});
