import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAtomic } from '@stopover/files';
import { parquetRows } from '@stopover/hub';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { analyseResults } from '../analysis/analyse-results.ts';
import { summaryLines } from '../analysis/summary-lines.ts';
import { referencesBib } from '../appendix/bibtex.ts';
import { datasetTables } from '../cards/dataset-card.ts';
import { compareResults } from '../compare/compare-results.ts';
import { writeComparison } from '../compare/comparison-files.ts';
import { armsNamed, madeUpResults } from '../fixtures/made-up-results.ts';
import { duration } from '../page/duration.ts';
import { html } from '../page/html.ts';
import { certainty, interval, probability, score, signed, withInterval } from '../page/words.ts';
import { csvField, resultsCsv } from './csv.ts';
import { effectsCsv } from './effects-csv.ts';
import { summaryJson } from './json.ts';
import { escapeLatex, latexTables } from './latex.ts';
import { escapeMarkdown, markdownReport, markdownTable } from './markdown.ts';
import { writeReport } from './write-report.ts';

const results = madeUpResults({
  languages: ['de', 'sw'],
  intermediates: ['none', 'mnli'],
  shots: [10],
  seeds: [1, 2, 3],
  items: 40,
  targets: ['xnli'],
});
const analysis = analyseResults(results, { replicates: 200 });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-outputs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('words', () => {
  it('writes numbers with a real minus sign and never a minus zero', () => {
    expect([signed(0.44), signed(-1.25), signed(-0.04), signed(0.04)]).toEqual(['+0.4', '−1.3', '0.0', '0.0']);
    expect([score(null), score(-0.01), interval([-1.2, 0.5]), interval(null)]).toEqual(['–', '0.0', '[−1.2, 0.5]', '']);
    expect([probability(0.0004), probability(0.04), probability(0.5), probability(null)]).toEqual([
      '< 0.001',
      '0.040',
      '0.50',
      '–',
    ]);
    expect([withInterval(1, [-0.4, 2.4]), withInterval(1, null)]).toEqual(['+1.0 [−0.4, 2.4]', '+1.0']);
    expect([duration(41.4), duration(200), duration(18_120)]).toEqual(['41 s', '3 min 20 s', '5 h 02 min']);
  });

  it('never says that something is certain', () => {
    expect([certainty(1), certainty(0.97), certainty(0), certainty(null)]).toEqual(['> 0.99', '0.97', '< 0.01', '–']);
  });
});

describe('html', () => {
  it('escapes text, keeps markup, joins lists, drops null', () => {
    const names = ['a', '<b>'];
    expect(html`<ul title="${'"'}">${names.map((name) => html`<li>${name}</li>`)}${null}${1}</ul>`.markup).toBe(
      '<ul title="&quot;"><li>a</li><li>&lt;b&gt;</li>1</ul>',
    );
  });
});

describe('results.csv', () => {
  it('has every score of every cell, readable by another parser', () => {
    const rows: unknown[] = parse(resultsCsv(results), { columns: true });
    expect(rows).toHaveLength(results.cells.length);
    const [first] = results.cells;
    expect(rows[0]).toMatchObject({
      target: 'xnli',
      headline: 'yes',
      metric: 'accuracy',
      score: `${first?.scores.accuracy}`,
    });
  });

  it('quotes by RFC 4180 and does not let a spreadsheet compute', () => {
    expect(csvField('a,"b"\n')).toBe('"a,""b""\n"');
    expect(['=1+1', '+x', '-x', '@x', '\tx'].map(csvField)).toEqual(["'=1+1", "'+x", "'-x", "'@x", "'\tx"]);
    expect([csvField(-0.5), csvField(Number.NaN)]).toEqual(['-0.5', '']);
  });
});

describe('effects.csv', () => {
  const rows: Record<string, string>[] = parse(effectsCsv(analysis), { columns: true });

  it('has the columns that others read, and a line an effect', () => {
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...['target', 'training', 'language', 'arm', 'intermediate', 'shots'],
      ...[
        'against_arm',
        'against_intermediate',
        'against_shots',
        'metric',
        'estimate',
        'low',
        'high',
        'p',
        'p_adjusted',
      ],
      ...['verdict', 'p_positive', 'mde', 'seeds', 'buckets', 'primary', 'flags'],
    ]);
    expect(rows).toHaveLength(analysis.effects.length);
  });

  it('has the numbers of the analysis, unrounded', () => {
    const [effect] = analysis.effects;
    expect(rows[0]).toMatchObject({
      ...{ target: 'xnli', language: 'macro', arm: 'intermediate', intermediate: 'mnli', shots: '0' },
      ...{ against_arm: 'zero-shot', against_intermediate: 'none', against_shots: '0', metric: 'accuracy' },
      ...{ estimate: `${effect?.estimate}`, low: `${effect?.interval?.[0]}`, high: `${effect?.interval?.[1]}` },
      ...{ p_adjusted: `${effect?.pAdjusted}`, seeds: '3', buckets: '0', primary: 'false', flags: 'shares data' },
    });
  });
});

describe('summary.json', () => {
  it('carries the schema and the whole analysis, and no item', () => {
    const document: unknown = JSON.parse(summaryJson(analysis, results));
    expect(document).toMatchObject({ ...JSON.parse(JSON.stringify(analysis)), overlaps: results.overlaps });
    expect(document).not.toHaveProperty('cells.0');
  });
});

describe('Markdown', () => {
  it('has a line a condition, and cells that no name can break out of', () => {
    const lines = markdownTable(analysis).split('\n');
    expect(lines).toHaveLength(2 + summaryLines(analysis).length);
    expect(escapeMarkdown('a|b<script>\nc')).toBe('a\\|b&lt;script> c');
  });

  it('begins with the answer and lists what is missing', () => {
    const failed = [{ key: 'f'.repeat(64), title: 'mnli → xnli', reason: 'out of memory' }];
    const text = markdownReport(analysis, { ...results, failed });
    expect(text.startsWith(`# ${escapeMarkdown(analysis.answer.headline)}\n`)).toBe(true);
    expect(text).toContain('## Stopover or examples?\n\n- xnli: ');
    expect(text).toContain('| mnli → xnli | out of memory | ffffffffffff |');
    expect(text).toContain('the label is hidden');
  });

  it('names a draw of a degenerate run by its number in the plan', () => {
    const { runs } = analysis;
    const flagged = runs.map((run) => ({ ...run, flags: ['not above chance' as const] }));
    const rows = markdownReport({ ...analysis, runs: flagged }, results)
      .split('\n')
      .filter((line) => line.includes('not above chance'));
    expect(rows.filter((line) => line.includes('| xnli | 10 shots | de | 1 | 1 |'))).toHaveLength(1);
    expect(rows.filter((line) => line.includes('| xnli | zero-shot | de | 1 | – |'))).toHaveLength(1);
  });

  it('speaks of draws of shots where there are shots', () => {
    const { study, cells } = results;
    const arms = armsNamed('zero-shot', 'intermediate');
    const without = { ...results, study: { ...study, arms }, cells: cells.filter(({ shots }) => shots === 0) };
    expect(markdownReport(analysis, results)).toContain('seeds 1, 2, 3; one draw of shots; data from');
    expect(markdownReport(analyseResults(without, { replicates: 200 }), without)).toContain('seeds 1, 2, 3; data from');
  });

  it('ends with the data and papers of the study', () => {
    const text = markdownReport(analysis, results);
    const list = text.slice(text.indexOf('## Data and papers'));
    expect(list).toContain('- **xnli.** Author (2024). A Made-Up Set. Nowhere. https://example.org/0 Data: example/0,');
    expect(list).toContain('- **mnli.** https://example.org/1 Data: example/1, read from the source made-up rows;');
  });
});

describe('the tables of a data set', () => {
  const read = async (bytes: Uint8Array) => {
    const path = join(folder, 'table.parquet');
    await writeFile(path, bytes);
    const rows: Readonly<Record<string, unknown>>[] = [];
    for await (const row of parquetRows(path)) rows.push(row);
    return rows;
  };

  it('have in Parquet what they have in CSV, in columns of one type each', async () => {
    const csv = [parse(resultsCsv(results)), parse(effectsCsv(analysis))];
    for (const [i, { bytes }] of datasetTables(analysis, results).entries()) {
      const rows = await read(bytes);
      const texts = rows.map((row) => Object.values(row).map((value) => `${value ?? ''}`));
      expect([Object.keys(rows[0] ?? {}), ...texts]).toEqual(csv[i]);
    }
  });

  it('are files without rows where nothing has been run', async () => {
    const none = { ...results, targets: [], cells: [] };
    for (const { bytes } of datasetTables(analyseResults(none, { replicates: 200 }), none))
      expect(await read(bytes)).toEqual([]);
  });
});

describe('LaTeX', () => {
  it('has a table a target with caption, label and number columns, and a line a condition', () => {
    const text = latexTables(analysis, results);
    expect(text).toContain(
      '\\begin{tabular}{l S[table-format=3.1] l S[table-format=+3.1] l S[table-format=1.2] S[table-format=1.3] l}',
    );
    expect(text).toContain('\\label{tab:xnli}');
    expect(text).toMatch(
      /\\caption\{xnli: accuracy and difference to zero-shot in points, mean over 2 languages, .*All contrasts are exploratory\.\}/,
    );
    expect(text).toContain('mnli $\\dagger$ & ');
    expect(text).toContain('Data overlap: the same English rows train both.');
    const lines = text.split('\n').filter((line) => / & .* \\\\$/.test(line));
    expect(lines).toHaveLength(1 + summaryLines(analysis).length);
    expect(lines.every((line) => line.split(' & ').length === 8)).toBe(true);
  });

  it('has no sign that LaTeX obeys', () => {
    expect(escapeLatex('50 % & $x_1 \\input{a}')).toBe('50 \\% \\& \\$x\\_1 \\textbackslash{}input\\{a\\}');
    expect(escapeLatex('62.6 ± 1.7 [−1.2]')).toBe('62.6 $\\pm$ 1.7 [$-$1.2]');
  });
});

describe('BibTeX', () => {
  it('takes a citation apart, and names data and model', () => {
    const text = referencesBib(results);
    expect(text).toContain(
      '@misc{xnli,\n  author = {{Author}},\n  title = {{A Made-Up Set}},\n  year = {2024},\n  howpublished = {Nowhere},\n  url = {https://example.org/0},',
    );
    expect(text).toContain('@misc{mnli,\n  key = {mnli},\n  title = {{example/1}},');
    expect(text).toContain(
      '@misc{model-example-encoder-small,\n  key = {example/encoder-small},\n  title = {{example/encoder-small}},',
    );
  });

  it('gives authors apart and keeps braces balanced', () => {
    const [reference] = results.references;
    if (!reference) throw new Error('there is a reference');
    const citation = 'Clark, Choi, Palomäki et al. (2020). 100 % {of} Questions? TACL.';
    const text = referencesBib({ ...results, references: [{ ...reference, citation }] });
    expect(text).toContain('author = {{Clark} and {Choi} and {Palomäki} and others}');
    expect(text).toContain('title = {{100 \\% \\textbraceleft{}of\\textbraceright{} Questions?}}');
    const count = (sign: string) => text.split(sign).length;
    expect(count('{')).toBe(count('}'));
  });
});

describe('writing', () => {
  it('replaces a file whole and leaves nothing behind when it cannot', async () => {
    const path = join(folder, 'a.txt');
    await writeFile(path, 'old');
    await writeAtomic(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    // A folder of that name cannot be replaced by a file.
    await expect(writeAtomic(folder, 'x')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  it('takes away the figures that the former report there had and the new one has not, and nothing else', async () => {
    const figures = join(folder, 'figures');
    const smaller = { ...results, targets: [], cells: [] };
    await writeReport(analyseResults(smaller, { replicates: 200 }), smaller, folder);
    const ofSmaller = await readdir(figures);
    await writeReport(analysis, results, folder);
    expect((await readdir(figures)).length).toBeGreaterThan(ofSmaller.length);
    for (const ending of ['svg', 'png', 'csv']) await writeFile(join(figures, `mine.${ending}`), '');
    await writeReport(analyseResults(smaller, { replicates: 200 }), smaller, folder);
    expect((await readdir(figures)).toSorted()).toEqual([...ofSmaller, 'mine.csv', 'mine.png', 'mine.svg'].toSorted());
  });

  it('takes away the study file of the former report there, and never another one', async () => {
    const study = join(folder, 'study.yaml');
    await writeReport(analysis, results, folder, { studyFile: 'name: lab\n' });
    await writeReport(analysis, results, folder);
    expect(await readdir(folder)).not.toContain('study.yaml');
    await writeFile(study, 'name: lab\nseeds: [1]\n');
    await writeReport(analysis, results, folder);
    await expect(writeReport(analysis, results, folder, { studyFile: 'name: lab\n' })).rejects.toThrow(
      `${study}: the report would put its own copy of the study file in its place. Give a folder of its own with --out.`,
    );
    expect(await readFile(study, 'utf8')).toBe('name: lab\nseeds: [1]\n');
  });

  it('replaces no comparison, and a comparison no report', async () => {
    const compared = compareResults(results, results);
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    await writeReport(analysis, results, one);
    await writeComparison(compared, other);
    await expect(writeComparison(compared, one)).rejects.toThrow('a report lies there, whose page this would replace');
    await expect(writeReport(analysis, results, other)).rejects.toThrow('a comparison lies there');
  });

  it('names the folder that it cannot write', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(writeReport(analysis, results, file)).rejects.toThrow(file);
  });
});
