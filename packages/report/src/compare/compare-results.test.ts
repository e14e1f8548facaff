import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { type BenchmarkWorld, madeUpBenchmark } from '../fixtures/made-up-benchmark.ts';
import { compareResults } from './compare-results.ts';
import { comparedTexts } from './compared-text.ts';
import { comparisonChart } from './comparison-chart.ts';
import { writeComparison } from './comparison-files.ts';

const world = (more: Partial<BenchmarkWorld> = {}): Results =>
  madeUpBenchmark({
    targets: ['xnli', 'xcopa'],
    intermediates: ['mnli', 'qqp'],
    languagesOf: () => ['de', 'sw'],
    score: (_, one) => 60 + (one === 'mnli' ? 3 : 0),
    ...more,
  });

/** The same items, other trainings: keys of its own, and other luck. */
const again = (
  results: Results,
  shift: (intermediate: string) => number,
  seeds: readonly number[] = [1, 2, 3],
): Results => {
  const { cells } = world({ seeds, score: (_, one) => 60 + (one === 'mnli' ? 3 : 0) + shift(one), run: 'again' });
  return { ...results, study: { ...results.study, name: 'again', seeds }, cells };
};

const rowsOf = (first: Results, second: Results) => {
  const { rows } = compareResults(first, second);
  return (target: string, intermediate: string, quantity = 'score', language: string | null = null) => {
    const row = rows.find(
      (one) =>
        one.target === target &&
        one.condition.intermediate === intermediate &&
        one.quantity === quantity &&
        one.language === language,
    );
    if (!row) throw new Error(`no row of ${target}, ${intermediate}`);
    return row;
  };
};

describe('two studies compared', () => {
  it('a study with itself: every difference is exactly 0, and said to be', () => {
    const one = world();
    const { rows, headline, unpaired, differs } = compareResults(one, one);
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      expect(row).toMatchObject({ estimate: 0, interval: [0, 0], p: 1, verdict: 'the same runs' });
      expect(row.first).toBe(row.second);
    }
    expect(headline).toBe('Both studies have the same runs of 6 conditions: every difference is exactly 0.');
    expect([unpaired, differs]).toEqual([[], []]);
  });

  it('a known shift lies in its interval, and its sign is second minus first', () => {
    const row = rowsOf(
      world(),
      again(world(), (one) => (one === 'qqp' ? -4 : 1.5)),
    );
    for (const [intermediate, truth, verdict] of [
      ['none', 1.5, 'helps'],
      ['mnli', 1.5, 'helps'],
      ['qqp', -4, 'hurts'],
    ] as const) {
      const { interval, ...found } = row('xnli', intermediate);
      const [low = 0, high = 0] = interval ?? [];
      expect(low).toBeLessThan(truth);
      expect(high).toBeGreaterThan(truth);
      expect(found).toMatchObject({ verdict, seeds: [3, 3], sharedRuns: 0 });
      expect(found.second - found.first).toBeCloseTo(found.estimate, 10);
    }
    // What qqp gains over zero-shot: 0 in the first, −5.5 in the second.
    const gain = row('xnli', 'qqp', 'gain');
    expect(gain.interval?.[0]).toBeLessThan(-5.5);
    expect(gain.interval?.[1]).toBeGreaterThan(-5.5);
    expect(gain.verdict).toBe('hurts');
    expect(row('xcopa', 'none', 'score', 'sw').languages).toEqual(['sw']);
  });

  it('items in another order are the same items, and the order of the studies is the sign', () => {
    const [one, other] = [world(), again(world(), () => 1)];
    const turned = {
      ...other,
      cells: other.cells.map((cell) => ({
        ...cell,
        ids: cell.ids.toReversed(),
        items: cell.items?.toReversed() ?? null,
      })),
    };
    const [straight, reversed] = [compareResults(one, other).rows, compareResults(one, turned).rows];
    expect(reversed.map(({ interval }) => interval)).toEqual(
      straight.map(({ interval }) => interval?.map((end) => expect.closeTo(end, 9))),
    );
    const back = compareResults(other, one).rows;
    expect(back.map(({ estimate }) => estimate)).toEqual(straight.map(({ estimate }) => expect.closeTo(-estimate, 9)));
  });

  it('items that share an id are refused: which is which nobody can say', () => {
    const one = world();
    const twice = {
      ...one,
      cells: one.cells.map((cell) => ({ ...cell, ids: cell.ids.map((id, i) => (i === 7 ? '3' : id)) })),
    };
    const message =
      'b#y, xnli in de, zero-shot: several items have the id "3", and cannot be told apart in the other study.';
    expect(() => compareResults(one, twice, { names: ['a#x', 'b#y'] })).toThrow(message);
    expect(() => compareResults(twice, twice)).toThrow(/^made-up benchmark, xnli in de, zero-shot: several items/);
    // A score without items has nothing to pair.
    const whole = { ...twice, cells: twice.cells.map((cell) => ({ ...cell, items: null })) };
    expect(compareResults(whole, whole).rows.length).toBeGreaterThan(0);
  });

  it('numbers of seeds may differ, and with fewer than three nothing is said', () => {
    const five = rowsOf(
      world(),
      again(world(), () => 5, [11, 12, 13, 14, 15]),
    );
    expect(five('xnli', 'mnli')).toMatchObject({ seeds: [3, 5], verdict: 'helps' });
    const two = rowsOf(
      world(),
      again(world(), () => 5, [1, 2]),
    );
    expect(two('xnli', 'mnli')).toMatchObject({ seeds: [3, 2], verdict: 'too few seeds' });
  });

  it('what has no partner is told, with the reason', () => {
    const one = world();
    const second = again(one, () => 0);
    const other = {
      ...second,
      targets: second.targets.map((target) => (target.name === 'xcopa' ? { ...target, metric: 'f1' } : target)),
      cells: second.cells
        .filter(({ intermediate, language }) => intermediate !== 'qqp' && language !== 'sw')
        .map((cell) => (cell.target === 'xcopa' ? { ...cell, scores: { f1: 1 } } : cell)),
    };
    const { unpaired } = compareResults(one, other);
    expect(unpaired).toEqual([
      { what: 'xnli in sw', reason: 'only in the first study' },
      { what: 'xcopa', reason: 'scored by accuracy and by f1' },
      { what: 'xnli, qqp', reason: 'only in the first study' },
    ]);
    const others = { ...one, cells: second.cells.map((cell) => ({ ...cell, ids: cell.ids.map((id) => `${id}b`) })) };
    expect(() => compareResults(one, others)).toThrow(
      /no condition in common; xnli in de: other items: 100 and 100, 0 of/,
    );
  });

  it('rows of another split are other rows, however they are numbered', () => {
    const one = world();
    const second = again(one, () => 5);
    const targets = second.targets.map((target) =>
      target.name === 'xcopa' ? { ...target, split: 'validation' } : { ...target, split: 'test' },
    );
    const { rows, unpaired } = compareResults(one, { ...second, targets });
    expect(unpaired).toEqual([{ what: 'xcopa', reason: 'scored on its test rows and on its validation rows' }]);
    expect([...new Set(rows.map(({ target }) => target))]).toEqual(['xnli']);
  });

  it('an arm of one name that goes another way in each study is said to', () => {
    const one = world();
    const second = again(one, () => 0);
    const arms = second.study.arms.map((arm) =>
      arm.name === 'intermediate' ? { ...arm, path: 'english → intermediate' } : arm,
    );
    expect(compareResults(one, { ...second, study: { ...second.study, arms } }).differs).toEqual([
      {
        ...{ what: 'arm intermediate', second: 'english → intermediate' },
        first: one.study.arms.find(({ name }) => name === 'intermediate')?.path,
      },
    ]);
  });

  it('files of one name that are other files are listed, unless a commit says so already', () => {
    const table = (task: string, language: string, fingerprint: string) => ({
      task,
      split: 'test',
      language,
      fingerprint,
    });
    const reference = { task: 'xcopa', repo: 'cambridge/xcopa', license: '', paper: '', citation: null };
    const one = {
      ...world(),
      references: [{ ...reference, revision: 'a' }],
      inputs: {
        engine: '7',
        models: [{ id: './model', hash: '1'.repeat(64) }],
        tables: [table('xnli', 'de', '2'.repeat(64)), table('xnli', 'sw', '3'.repeat(64)), table('xcopa', 'sw', '4')],
        translations: [],
      },
    };
    const inputs = {
      engine: '8',
      models: [{ id: './model', hash: '5'.repeat(64) }],
      tables: [table('xnli', 'de', '2'.repeat(64)), table('xnli', 'sw', '6'.repeat(64)), table('xcopa', 'sw', '7')],
      translations: [],
    };
    const other = { ...again(one, () => 0), inputs, references: [{ ...reference, revision: 'b' }] };
    expect(compareResults(one, other).differs).toEqual([
      { what: 'commit of cambridge/xcopa', first: 'a', second: 'b' },
      { what: 'engine', first: '7', second: '8' },
      { what: 'files of ./model', first: 'SHA-256 111111111111…', second: 'SHA-256 555555555555…' },
      { what: 'rows of xnli, test (sw)', first: 'SHA-256 333333333333…', second: 'SHA-256 666666666666…' },
    ]);
    expect(compareResults(one, one).differs).toEqual([]);
  });

  it('one model may be compared with another; of several each has its own', () => {
    const one = world();
    const other = again(one, () => 2);
    const renamed = {
      ...other,
      study: { ...other.study, models: ['other/model'] },
      cells: other.cells.map((cell) => ({ ...cell, model: 'other/model' })),
    };
    const { rows, differs } = compareResults(one, renamed);
    expect(rows[0]?.models).toEqual(['FacebookAI/xlm-roberta-large', 'other/model']);
    expect(differs).toContainEqual({ what: 'model', first: 'FacebookAI/xlm-roberta-large', second: 'other/model' });
    const both = {
      ...one,
      study: { ...one.study, models: [...one.study.models, 'other/model'] },
      cells: [...one.cells, ...renamed.cells],
    };
    expect(compareResults(both, renamed).rows[0]?.models).toEqual(['other/model', 'other/model']);
    // Each row says of which of several models it is, and of one alone none does.
    expect(rows[0]?.model).toBeNull();
    const texts = compareResults(both, both).rows.map((row) => comparedTexts(row).slice(0, 3).join(', '));
    expect(new Set(texts).size).toBe(texts.length);
    expect(comparisonChart(compareResults(both, both)).groups.map(({ title }) => title)).toContain('xnli, other/model');
  });

  it('a mean over other languages than that of the row above says so', () => {
    const one = world();
    const part = { ...one, cells: one.cells.filter((cell) => cell.intermediate !== 'qqp' || cell.language === 'de') };
    const compared = compareResults(
      part,
      again(part, () => 1),
    );
    const rows = compared.rows.filter(({ target, language }) => target === 'xnli' && language === null);
    expect(rows.map((row) => comparedTexts(row)[1]).slice(0, 3)).toEqual([
      ...['zero-shot, 2 languages', 'mnli, 2 languages', 'qqp, 1 language'],
    ]);
    const [group] = comparisonChart(compared).groups;
    expect(group?.note).toBe('de, sw');
    expect(group?.rows.map(({ note }) => note)).toEqual(['', '', 'over 1 language (de)']);
  });

  it('is written as a page, Markdown, CSV and JSON', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stopover-compare-'));
    try {
      const compared = compareResults(
        world(),
        again(world(), () => 2),
        { names: ['a#x', '<b#y>'] },
      );
      const files = await writeComparison(compared, join(folder, 'out'));
      expect(JSON.parse(await readFile(files.json, 'utf8'))).toEqual(compared);
      const lines = (await readFile(files.csv, 'utf8')).trim().split('\r\n');
      expect(lines.length).toBe(compared.rows.length + 1);
      expect(lines[1]?.split(',').slice(0, 9).join()).toBe('xnli,default,macro,zero-shot,none,0,,score,accuracy');
      const html = await readFile(files.html, 'utf8');
      expect(html).toContain('<h1 class="">Of 6 conditions in both studies: second is better in 6.</h1>');
      expect(html).toContain('Second <b>&lt;b#y&gt;</b>');
      expect(html).not.toContain('<script');
      expect(await readFile(join(folder, 'out/figures/differences.svg'), 'utf8')).toContain('<svg');
      const page = await readFile(files.markdown, 'utf8');
      expect(page).toMatch(/^# Of 6 conditions in both studies: second is better in 6\./);
      expect(page).toContain('First: a\\#x. Second: &lt;b\\#y>.');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
