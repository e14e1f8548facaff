import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetColumns, parquetHead } from '@stopover/hub';
import { corpusF1 } from '@stopover/statistics';
import type { Cell, Results } from '@stopover/study';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseResults } from '../analysis/analyse-results.ts';
import { compareResults } from '../compare/compare-results.ts';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { type ReadItemsOptions, readItems } from './read-items.ts';
import { writeItems } from './write-items.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-items-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const runOf = ({ model, target, training, language, arm, intermediate, shots, bucket, seed, selection }: Cell) =>
  [model, target, training, language, arm, intermediate, shots, bucket, seed, selection].join(' ');

const byRun = ({ cells }: Results) => new Map(cells.map((cell) => [runOf(cell), cell]));

async function throughFile(results: Results) {
  const path = join(folder, 'items.parquet');
  const notes = await writeItems(path, results);
  return { ...(await readItems(path)), left: notes, path };
}

describe('the item table of a study', () => {
  it('gives every run back, with the arms, languages and scores that it had', async () => {
    const made = madeUpResults({
      languages: ['de', 'sw'],
      shots: [10],
      seeds: [1, 2, 4_000_000_000],
      buckets: 2,
      items: 30,
    });
    const results = { ...made, targets: made.targets.map((target) => ({ ...target, split: 'validation' })) };
    const read = await throughFile(results);
    const found = byRun(read.results);
    expect([...found.keys()].sort()).toEqual([...byRun(results).keys()].sort());
    for (const [run, cell] of byRun(results)) {
      const same = found.get(run);
      expect(same?.ids).toEqual(cell.ids);
      expect(same?.scores['accuracy']).toBeCloseTo(cell.scores['accuracy'] ?? Number.NaN, 10);
      expect([...(same?.items ?? [])]).toEqual([...(cell.items ?? [])]);
    }
    const { arms, seeds, shots, buckets, intermediates, models, name, recipe, selections } = results.study;
    expect(read.results.study).toMatchObject({ arms, seeds, shots, buckets, models, name, recipe, selections });
    expect(read.results.study.intermediates).toEqual(intermediates);
    expect(read.results.targets).toEqual(
      results.targets.map((target) => ({ ...target, chance: expect.closeTo(33.3) })),
    );
    expect(read.results.overlaps).toEqual(results.overlaps);
    const notice = 'Of xnli, xcopa the validation rows are scored, and not the test.';
    expect(read.results.notices).toEqual([notice]);
    const tested = results.targets.map((target) => ({ ...target, split: 'Test' }));
    expect((await throughFile({ ...results, targets: tested })).results.notices).toBeUndefined();
    expect((await throughFile({ ...results, notices: [notice] })).results.notices).toEqual([notice]);
    expect({ notes: read.notes, left: read.left, rows: read.rows }).toEqual({
      notes: [],
      left: [],
      rows: results.cells.reduce((sum, { ids }) => sum + ids.length, 0),
    });
  });

  it('says what was planned and asked for: what the study skips is not missing in its table', async () => {
    const made = madeUpResults({ languages: ['de', 'sw'], shots: [10], seeds: [1, 2, 3], items: 30 });
    const placeOf = ({ model, target, training, language, arm, intermediate, shots, selection }: Cell) => ({
      ...{ model, target, training, language, arm, intermediate, shots, selection },
    });
    const counted = (cells: readonly Cell[]) =>
      cells.filter(({ seed }) => seed === 1).map((cell) => ({ ...placeOf(cell), cells: 3 }));
    const inSwahili = made.cells.filter(({ arm, language }) => arm === 'target-shots' && language === 'sw');
    const cells = made.cells.filter(
      (cell) => cell.arm === 'zero-shot' || (cell.arm === 'target-shots' && cell.language === 'de'),
    );
    const part = { only: 'arm zero-shot', made: cells.length, of: cells.length + 3, unasked: counted(inSwahili) };
    const planned = counted([...cells, ...inSwahili]);
    const { results } = await throughFile({ ...made, cells, planned, part });
    expect(results.planned).toEqual(counted(cells));
    const { effects } = analyseResults(results, { replicates: 100 });
    expect(effects.filter(({ flags }) => flags.includes('failed runs'))).toEqual([]);
    // Without the plan a grid is expected.
    const { planned: _, ...bare } = results;
    const guessed = analyseResults(bare, { replicates: 100 }).effects;
    expect(guessed.filter(({ flags }) => flags.includes('failed runs'))).not.toEqual([]);
  });

  it('has the columns of its page, and a model where there are several', async () => {
    const results = madeUpResults({ languages: ['de'], shots: [], seeds: [1], items: 3, targets: ['xnli'] });
    const { path } = await throughFile(results);
    const names =
      'target training split language item group arm intermediate shots bucket seed selection layer degenerate metric score';
    expect((await parquetHead(path)).columns.join(' ')).toBe(names);
    const two = { ...results, study: { ...results.study, models: ['example/encoder-small', 'example/other'] } };
    const { path: other } = await throughFile(two);
    expect((await parquetHead(other)).columns.join(' ')).toBe(`model ${names}`);
  });

  it('keeps groups, and the counts of a corpus F1 in place of a score', async () => {
    const base = madeUpResults({ languages: ['de'], shots: [], seeds: [1, 2, 3], items: 4, targets: ['pan-x'] });
    const counts = { tp: [2, 0, 1, 0], fp: [0, 1, 0, 0], fn: [1, 0, 0, 0] };
    const cells = base.cells.map((cell) => ({ ...cell, items: null, counts, groups: ['a', 'a', 'b', 'item-3'] }));
    const { results, path } = await throughFile({ ...base, cells });
    expect((await parquetHead(path)).columns.slice(-3)).toEqual(['tp', 'fp', 'fn']);
    const [cell] = results.cells;
    expect({ ...cell?.counts }).toEqual({
      tp: Float64Array.from(counts.tp),
      fp: Float64Array.from(counts.fp),
      fn: Float64Array.from(counts.fn),
    });
    expect(cell).toMatchObject({ items: null, groups: ['a', 'a', 'b', 'item-3'] });
    expect(cell?.scores['accuracy']).toBeCloseTo(corpusF1(counts), 12);
  });

  it('says which evaluations a metric without items leaves out', async () => {
    const results = madeUpResults({
      languages: ['de'],
      shots: [],
      seeds: [1, 2, 3],
      items: 5,
      targets: ['a', 'b', 'ner'],
    });
    const { left, results: read } = await throughFile(results);
    expect(left).toEqual(['ner: 12 evaluations are not in the item table, because f1 gives single items no score.']);
    expect(read.targets.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('goes over several row groups, and a run may be in two of them', async () => {
    const base = madeUpResults({ languages: ['de'], shots: [], seeds: [1], items: 1, targets: ['xnli'] });
    const ids = Array.from({ length: 301 }, (_, i) => `item-${i}`);
    const cells = base.cells.map((cell, c) => ({
      ...cell,
      ids,
      items: Float64Array.from(ids, (_, i) => (i * c) % 101),
    }));
    const path = join(folder, 'groups.parquet');
    await writeItems(path, { ...base, cells }, { groupRows: 500 });
    const sizes: number[] = [];
    for await (const { rows } of parquetColumns(path, ['score'])) sizes.push(rows);
    expect(sizes).toEqual([500, 500, 204]);
    const read = await readItems(path);
    expect(read.results.cells.map(({ items }) => items?.join())).toEqual(
      cells.map(({ items }) => items.map((score) => 100 * (score / 100)).join()),
    );
  });
});

const table = async (text: string, options?: ReadItemsOptions) => {
  const path = join(folder, 'own.csv');
  await writeFile(path, text);
  return readItems(path, options);
};

describe('an item table of another program', () => {
  it('needs target, item, arm and score: the rest has defaults', async () => {
    const { results, notes } = await table('target,item,arm,score\nqa,1,zero-shot,0.5\nqa,2,zero-shot,True\n');
    expect(results.cells).toEqual([
      {
        ...{ model: 'unnamed', target: 'qa', training: 'default', language: 'und', arm: 'zero-shot' },
        ...{ intermediate: 'none', shots: 0, bucket: 0, seed: 1, selection: 'last' },
        stage: expect.stringMatching(/own\.csv, row 1$/),
        ...{ scores: { score: 75 }, ids: ['1', '2'], items: Float64Array.of(50, 100) },
      },
    ]);
    expect(results.study).toMatchObject({ name: 'own', seeds: [1], shots: [], buckets: 1, selections: [] });
    expect(results.targets).toMatchObject([{ name: 'qa', metric: 'score', range: [0, 100], parallel: false }]);
    expect(notes).toEqual(['qa: one seed. Nothing can be said to help or hurt: that takes three.']);
  });

  it('has empty cells as R writes them: such an item is alone, and a name that is needed is asked for', async () => {
    const rows = (group: (item: number) => string) =>
      Array.from({ length: 12 }, (_, i) => `qa,NA,${i},${group(i)},zero-shot,NA,NA,${i % 2}`).join('\n');
    const head = 'target,language,item,group,arm,intermediate,shots,score\n';
    const { results } = await table(head + rows((i) => (i < 4 ? `p${i >> 1}` : 'NA')));
    expect(results.cells).toMatchObject([{ language: 'und', intermediate: 'none', shots: 0 }]);
    expect(new Set(results.cells[0]?.groups).size).toBe(2 + 8);
    await expect(table('target,item,arm,score\nqa,1,NA,1\n')).rejects.toThrow(/row 1.*arm is NA/);
  });

  it('is told of where a word for no group makes one of most items', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `qa,${i},${i < 6 ? `p${i}` : 'none'},zero-shot,${i % 2}`);
    const { notes } = await table(`target,item,group,arm,score\n${rows.join('\n')}\n`);
    expect(notes).toContainEqual(
      'qa, und: 14 of 20 items are of the group "none". If that stands for no group, leave the cell empty.',
    );
  });

  it('has runs of its own: in another table the same row is another one', async () => {
    const rows = (score: (seed: number, item: number) => number) =>
      [1, 2, 3].flatMap((seed) => [1, 2, 3, 4].map((item) => `qa,${item},zero-shot,${seed},${score(seed, item)}\n`));
    const read = async (name: string, score: (seed: number, item: number) => number) => {
      const path = join(folder, name);
      await writeFile(path, ['target,item,arm,seed,score\n', ...rows(score)].join(''));
      return (await readItems(path)).results;
    };
    const first = await read('first.csv', (seed, item) => (seed === item ? 1 : 0));
    const second = await read('second.csv', (seed, item) => (seed === item ? 0 : 1));
    expect(compareResults(first, second).rows[0]).toMatchObject({ first: 25, second: 75, estimate: 50, sharedRuns: 0 });
  });

  it('is the same whatever order its rows come in', async () => {
    const heading = 'target,language,item,group,arm,intermediate,shots,bucket,seed,score';
    const rows = ['de', 'sw'].flatMap((language) =>
      ['zero-shot,none,0,', 'target-shots,none,10,1', 'target-shots,none,10,2', 'intermediate,mnli,0,1'].flatMap(
        (arm, a) =>
          [1, 2, 3].flatMap((seed) =>
            ['x', 'y', 'z'].map(
              (item, i) => `t,${language},${item},${i > 0 ? 'g' : ''},${arm},${seed},${(a + i + seed) % 2}`,
            ),
          ),
      ),
    );
    const csv = (lines: readonly string[]) => `${[heading, ...lines].join('\n')}\n`;
    const asItems = ({ cells }: Results) =>
      Object.fromEntries(
        cells.map((cell) => [
          runOf(cell),
          Object.fromEntries(cell.ids.map((id, i) => [id, [cell.items?.[i], cell.groups?.[i]]])),
        ]),
      );
    const one = await table(csv(rows));
    const other = await table(csv(rows.toReversed()));
    expect(asItems(other.results)).toEqual(asItems(one.results));
    expect(one.results.cells).toHaveLength(24);
    expect(one.results.study).toMatchObject({
      seeds: [1, 2, 3],
      shots: [10],
      buckets: 2,
      intermediates: ['none', 'mnli'],
    });
    expect(one.notes).toEqual([
      't: the items have the same names in all 2 languages. If they are translations of each other, say so with --parallel t.',
    ]);
    expect((await table(csv(rows), { parallel: ['t'] })).results.targets[0]?.parallel).toBe(true);
    // As of a test of which each language has a part: only some of its items are in several.
    const part = await table(csv(rows.filter((row) => !row.startsWith('t,sw,x,'))));
    expect(part.notes.join()).toMatch('some items have the same names or groups in several languages. If they are');
  });

  it('may be Parquet of any writer: whole numbers of 64 bits, truth values, empty cells', async () => {
    const path = join(folder, 'foreign.parquet');
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: '__index_level_0__', data: [0n, 1n, 2n, 3n], type: 'INT64' },
        { name: 'target', data: ['t', 't', 't', 't'], type: 'STRING' },
        { name: 'item', data: [7n, 8n, 7n, 8n], type: 'INT64' },
        { name: 'arm', data: ['zero-shot', 'zero-shot', 'target-shots', 'target-shots'], type: 'STRING' },
        { name: 'shots', data: [Number.NaN, null, 10, 10], type: 'DOUBLE' },
        { name: 'seed', data: [1n, 1n, 1n, 1n], type: 'INT64' },
        { name: 'score', data: [true, false, true, true], type: 'BOOLEAN' },
      ],
    });
    await writeFile(path, new Uint8Array(bytes));
    const { results, notes } = await readItems(path);
    expect(results.cells.map(({ ids, items, shots, bucket }) => [ids, items && [...items], shots, bucket])).toEqual([
      [['7', '8'], [100, 0], 0, 0],
      [['7', '8'], [100, 100], 10, 1],
    ]);
    expect(notes[0]).toBe('Columns that are not read: __index_level_0__.');
  });

  it('may have arms of its own, which are compared with zero-shot or else with the first plain one', async () => {
    const rows = 'target,item,arm,intermediate,score\nt,1,plain,none,1\nt,1,ours,none,0\nt,1,chained,mnli,1\n';
    const { results, notes } = await table(rows);
    expect(results.study.arms.map(({ name, against, label }) => [name, against, label])).toEqual([
      ['plain', null, 'plain'],
      ['ours', 'plain', 'ours'],
      ['chained', 'plain', '{intermediate} + chained'],
    ]);
    expect(notes).toContain('There is no arm zero-shot: all are compared with plain.');
    // On every page: its headings speak of zero-shot.
    expect(results.notices).toEqual([
      'The table has no arm zero-shot: what is called zero-shot here is its arm plain.',
    ]);
    const known = await table(`${rows}t,1,zero-shot,none,1\nt,1,intermediate,mnli,1\n`);
    expect(known.results.study.arms.map(({ name, against }) => [name, against])).toEqual([
      ['zero-shot', null],
      ['intermediate', 'zero-shot'],
      ['plain', 'zero-shot'],
      ['ours', 'zero-shot'],
      ['chained', 'zero-shot'],
    ]);
  });
});

describe('what cannot be analysed', () => {
  const heading = 'target,language,item,group,arm,intermediate,shots,seed,layer,metric,score,tp,fp,fn\n';
  // Two runs over the items 1 and 2; each case changes the second one.
  const [first, second] = ['t,de,1,a,zero-shot,,0,2,,acc,1,,,', 't,de,2,b,zero-shot,,0,2,,acc,0,,,'];
  const good = [first, second].map((line) => line.replace(',2,,acc', ',1,,acc')).join('\n');

  it.each([
    [
      'a run without an item',
      [second],
      'row 3: the run that begins here (t, de, zero-shot, seed 2) has no item 1, which row 1 has.',
    ],
    [
      'an item twice in a run',
      [first, first],
      'row 4: item 1 stands in its run a second time (t, de, zero-shot, seed 2).',
    ],
    ['an item in two groups', [first, second.replace(',b,', ',a,')], 'row 4: item 2 is in group a, and in b in row 2.'],
    [
      'percents',
      [first, second.replace(',0,,,', ',66.5,,,')],
      'row 4: score is "66.5". Give a number from 0 to 1. Percents are to be divided by 100.',
    ],
    ['a score that is no number', [first, second.replace(',0,,,', ',right,,,')], 'row 4: score is "right".'],
    ['no score', [first, second.replace(',0,,,', ',NaN,,,')], 'row 4: there is no score, or it is not a number.'],
    [
      'counts beside scores',
      [first, second.replace(',0,,,', ',,1,0,0')],
      'row 4: there is no score, or it is not a number.',
    ],
    ['a count below 0', [first, second.replace(',0,,,', ',,1,-1,0')], 'row 4: fp is "-1". Give a number from 0.'],
    ['an empty name', [first, second.replace('t,de', ',de')], 'row 4: target is empty.'],
    [
      'a seed that is none',
      [first, second.replace(',2,,acc', ',-2,,acc')],
      'row 4: seed is "-2". Give a whole number from 0.',
    ],
    ['two metrics', [first, second.replace('acc', 'f1')], 'row 4: the metric of t is f1, and acc in row 1.'],
    [
      'two layers of a run',
      [first, second.replace(',2,,acc', ',2,8,acc')],
      'row 4: the layer is 8, and not given in row 3 of the same run.',
    ],
    [
      'an intermediate where none is',
      [first, second].map((row) => row.replace('-shot,,', '-shot,mnli,')),
      'row 3: the arm zero-shot has no intermediate, and the row names mnli. Correct the column intermediate, or take the arm intermediate.',
    ],
    [
      'shots that are missing',
      [first, second].map((row) => row.replace('zero-shot', 'target-shots')),
      'row 3: the arm target-shots trains on target-language examples, and shots is 0.',
    ],
    ['too few cells', ['t,de,1'], 'own.csv, line 4: the row has 3 cells'],
  ] as const)('is told by its row: %s', async (_title, rows, message) => {
    await expect(table(`${heading}${good}\n${rows.join('\n')}\n`)).rejects.toThrow(message);
  });

  it('is nothing of what is as it should be', async () => {
    expect((await table(`${heading}${good}\n${first}\n${second}\n`)).results.cells).toHaveLength(2);
  });

  it('is told by its heading or by the option', async () => {
    await expect(table('target,item,score\nt,1,1\n')).rejects.toThrow('there is no column "arm"');
    await expect(table('target,items,arm,score\nt,1,a,1\n')).rejects.toThrow('Is it the one called "items"?');
    await expect(table('target,item,arm\nt,1,a\n')).rejects.toThrow('there is no column "score"');
    await expect(table('target,item,arm,score\n')).rejects.toThrow('it has no rows');
    await expect(readItems(join(folder, 'no.csv'))).rejects.toThrow('no such file');
    await expect(readItems(join(folder, 'no.xlsx'))).rejects.toThrow('neither in .parquet nor in .csv');
    const rows = `target,language,item,arm,score\nxnli,de,1,zero-shot,1\nxnli,sw,2,zero-shot,1\n`;
    await expect(table(rows, { parallel: ['xnlj'] })).rejects.toThrow('Did you mean "xnli"?');
    await expect(table(rows, { parallel: ['xnli'] })).rejects.toThrow('no group of xnli is in two languages');
    const { notes } = await table('target,languge,item,arm,score\nt,de,1,zero-shot,1\n');
    expect(notes[0]).toBe('Columns that are not read: languge (is it language?).');
  });
});
