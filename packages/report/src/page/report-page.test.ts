import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseResults } from '../analysis/analyse-results.ts';
import { evil, hostileResults } from '../fixtures/hostile-results.ts';
import { type ReportFiles, writeReport } from '../formats/write-report.ts';

const results = hostileResults();
const analysis = analyseResults(results, { replicates: 200 });

let folder = '';
let files: ReportFiles;
let page = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-report-'));
  files = await writeReport(analysis, results, join(folder, 'new', 'folder'), { studyFile: 'name: lab\n' });
  page = await readFile(files.html, 'utf8');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('index.html', () => {
  it('escapes every text that comes from data', () => {
    expect(page).not.toMatch(/<script|<img/i);
    expect(page).not.toContain('<svg onload');
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
  });

  it('names no address, no font and no script, and forbids them', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
    // What a reader may click is not loaded.
    const loaded = page.replaceAll(/xmlns(:\w+)?="[^"]*"/g, '').replaceAll(/<a href="https:[^"]*">[^<]*<\/a>/g, '');
    expect(loaded).not.toMatch(/https?:|@import|@font-face|url\(/);
  });

  it('lists the data and papers, with links to pages only', () => {
    const list = page.slice(page.indexOf('id="references"'));
    expect(list).toContain('<a href="https://example.org/0">Author (2024). A Made-Up Set. Nowhere.</a>');
    expect(list).toContain(`Data: example/0, commit ${'c'.repeat(40)}; licence: CC0-1.0.`);
    expect(page).not.toContain('href="javascript:');
  });

  it('has the parts in their order, each with a link to itself and in the contents', () => {
    const ids = [...page.matchAll(/<h2 id="([^"]+)">/g)].map(([, id]) => id);
    expect(ids).toEqual([
      ...['answer', 'forest', 'examples', 'both', 'languages', 'trust', 'items', 'claims', 'tables', 'checkpoints'],
      ...['method', 'cost', 'references', 'downloads'],
    ]);
    const contents = page.slice(page.indexOf('<nav'), page.indexOf('</nav>'));
    for (const id of ids) {
      expect(contents).toContain(`<li><a href="#${id}">`);
      expect(page).toContain(`class="permalink" href="#${id}"`);
    }
  });

  it('says of each of the ten claims what the study says of it', () => {
    const part = page.slice(page.indexOf('aria-labelledby="claims"'), page.indexOf('aria-labelledby="tables"'));
    expect(
      part.match(/<td class="" data-head="This study">(supported|contradicted|not decidable here)<\/td>/g)?.length,
    ).toBe(10);
    expect(part).toContain('<li>XLM-R Large as the base model; here it is ');
  });

  it('answers for each target with its number, interval, probability, detectable effect and badges', () => {
    const answer = page.slice(page.indexOf('id="answer"'), page.indexOf('id="forest"'));
    expect(answer.match(/<li class=/g)).toHaveLength(4);
    expect(answer).toMatch(/[+−]\d+\.\d points \[−?\d+\.\d, −?\d+\.\d\] over zero-shot/);
    expect(answer).toContain('P(better)');
    expect(answer).toMatch(/detectable effect \d+\.\d points/);
    expect(answer).toMatch(/<span class="badge">exploratory<\/span> <span class="badge">3 seeds<\/span>/);
    expect(answer).toContain('<span class="badge warning">shares data with the target</span>');
  });

  it('shows each row of the forest plot with its mark, its numbers and a way to its items', () => {
    const forest = page.slice(page.indexOf('id="forest"'), page.indexOf('id="examples"'));
    expect(forest).toContain('<a href="items.html#group=xnli&amp;condition=mnli&amp;against=zero-shot">mnli †</a>');
    expect(forest).toContain('chosen by target test labels');
    expect(forest).toMatch(
      /<tr role="row" class="minor"><th role="rowheader" scope="row"><a [^>]*>mnli-shuffled<\/a> <small>placebo/,
    );
    expect(forest.indexOf('>mnli-shuffled<')).toBeGreaterThan(forest.indexOf('>mnli †<'));
    expect(forest).toMatch(/>mnli-shuffled<.*>mnli †<\/a> <small>minus mnli-shuffled/s);
    expect(forest).toContain('No contrast was declared before the study ran: all are exploratory.');
    expect(forest).toMatch(/zero-shot \d+\.\d \(chance 33\.3\); de, sw; 3 seeds/);
  });

  it('tells declared contrasts from the others', async () => {
    const declared = { ...results, study: { ...results.study, primary: [primary] } };
    const { html } = await writeReport(
      analyseResults(declared, { replicates: 200 }),
      declared,
      join(folder, 'declared'),
    );
    const text = await readFile(html, 'utf8');
    expect(text).toContain('<small>primary');
    expect(text).toContain('Rows marked primary were declared before anything ran; all others are exploratory.');
    expect(text.match(/<span class="badge">primary<\/span>/g)).toHaveLength(1);
  });

  it('leaves no temporary file beside it', async () => {
    const names = await readdir(join(folder, 'new', 'folder'));
    expect(names.sort()).toEqual([
      ...['effects.csv', 'figures', 'index.html', 'items.html', 'items.parquet', 'references.bib', 'report.md'],
      ...['results.csv', 'study.yaml', 'summary.json', 'tables.tex'],
    ]);
    const drawn = await readdir(files.figures);
    const stems = [...new Set(drawn.map((name) => name.replace(/\.\w+$/, '')))];
    expect(drawn.sort()).toEqual(stems.flatMap((stem) => ['csv', 'png', 'svg'].map((end) => `${stem}.${end}`)).sort());
  });

  it('links to files that are there, and to all of them', async () => {
    const here = join(folder, 'new', 'folder');
    const there = [...(await readdir(here)), ...(await readdir(files.figures)).map((name) => `figures/${name}`)];
    const linked = new Set([...page.matchAll(/href="([\w./-]+)["#]/g)].map(([, name]) => name ?? ''));
    expect([...linked].filter((name) => !there.includes(name))).toEqual([]);
    expect(there.filter((name) => !linked.has(name))).toEqual(['figures', 'index.html']);
    expect(page).toContain('The study file as it was run; SHA-256 ');
  });

  it('is the same for the same results', async () => {
    const again = await writeReport(analysis, results, join(folder, 'again'), { studyFile: 'name: lab\n' });
    expect(await readFile(again.html, 'utf8')).toBe(page);
    expect(evil).toContain('<script>');
  });
});

const primary = {
  ...{ target: 'xnli', arm: 'intermediate', intermediate: 'mnli', shots: 0 },
  against: { arm: 'zero-shot', intermediate: 'none', shots: 0 },
};
