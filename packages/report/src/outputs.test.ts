import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAtomic } from '@stopover/files';
import { read } from 'vega';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { analyse } from './analyse.ts';
import { csvField, resultsCsv } from './csv.ts';
import { madeUpResults } from './fixtures/made-up-results.ts';
import { resultsJson } from './json.ts';
import { escapeLatex, latexTable } from './latex.ts';
import { escapeMarkdown, markdownReport, markdownTable } from './markdown.ts';
import { duration } from './page/duration.ts';
import { html } from './page/html.ts';
import { summaryRows } from './summary-rows.ts';
import { equivalentInWords, interval, probability, score, signed } from './words.ts';
import { writeReport } from './write-report.ts';

const results = madeUpResults({
  languages: ['de', 'sw'],
  intermediates: ['none', 'mnli'],
  shots: [10],
  items: 40,
  targets: ['xnli'],
});
const analysis = analyse(results, { resamples: 200 });

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
    expect([duration(41.4), duration(200), duration(18_120)]).toEqual(['41 s', '3 min 20 s', '5 h 02 min']);
  });

  it('says a number of examples with its interval', () => {
    const one = { target: 'xnli', training: '', intermediate: 'mnli', languages: 2 };
    const fewer = { relation: 'fewer than', shots: 10 } as const;
    expect(equivalentInWords({ ...one, count: fewer, interval: [fewer, fewer] })).toBe('fewer than 10 examples');
    const about = { relation: 'about', shots: 1400 } as const;
    expect(equivalentInWords({ ...one, count: about, interval: [fewer, { relation: 'more than', shots: 5000 }] })).toBe(
      'about 1,400 examples [fewer than 10, more than 5,000]',
    );
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
    const rows = read(resultsCsv(results), { type: 'csv' });
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

describe('results.json', () => {
  it('carries its schema and the analysis', () => {
    const document: unknown = JSON.parse(resultsJson(analysis, results));
    expect(document).toMatchObject({ schema: 'stopover-results/1', analysis, study: results.study });
  });
});

describe('Markdown', () => {
  it('has a line a condition, and cells that no name can break out of', () => {
    const lines = markdownTable(analysis).split('\n');
    expect(lines).toHaveLength(2 + summaryRows(analysis).length);
    expect(escapeMarkdown('a|b<script>\nc')).toBe('a\\|b&lt;script> c');
  });

  it('begins with the answer and lists what is missing', () => {
    const failed = [{ key: 'f'.repeat(64), title: 'mnli → xnli', reason: 'out of memory' }];
    const text = markdownReport(analysis, { ...results, failed });
    expect(text.startsWith('# On xnli (macro average over 2 languages')).toBe(true);
    expect(text).toContain('| mnli → xnli | out of memory | ffffffffffff |');
    expect(text).toContain('the label is hidden');
  });

  it('ends with the data and papers of the study', () => {
    const text = markdownReport(analysis, results);
    const list = text.slice(text.indexOf('## Data and papers'));
    expect(list).toContain('- **xnli.** Author (2024). A Made-Up Set. Nowhere. https://example.org/0 Data: example/0,');
    expect(list).toContain('- **mnli.** https://example.org/1 Data: example/1, as the source made-up rows has it;');
  });
});

describe('LaTeX', () => {
  it('has a line a condition, and no sign that LaTeX obeys', () => {
    const table = latexTable(analysis);
    expect(table.split('\n').filter((line) => / & .* \\\\$/.test(line))).toHaveLength(1 + summaryRows(analysis).length);
    expect(escapeLatex('50 % & $x_1 \\input{a}')).toBe('50 \\% \\& \\$x\\_1 \\textbackslash{}input\\{a\\}');
    expect(escapeLatex('62.6 ± 1.7 [−1.2]')).toBe('62.6 $\\pm$ 1.7 [$-$1.2]');
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

  it('names the folder that it cannot write', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(writeReport(analysis, results, file)).rejects.toThrow(file);
  });
});
