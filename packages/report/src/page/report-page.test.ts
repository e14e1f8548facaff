import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { type ReportFiles, writeReport } from '../write-report.ts';

const evil = `<script>alert("x")</script>`;
const results = madeUpResults({
  targets: ['xnli', evil],
  intermediates: ['none', 'mnli', `${evil} | =1+1`],
  languages: ['de', 'sw'],
  items: 40,
});
const hostile = {
  ...results,
  study: { ...results.study, name: evil, model: `"><img src=x onerror=alert(1)>` },
  failed: [{ key: 'f'.repeat(64), title: `${evil} → xnli`, reason: '</style></title><svg onload=alert(1)>' }],
  unavailable: [{ target: 'xnli', language: 'th', arm: 'target-shots', reason: evil }],
  references: [
    ...results.references,
    { task: 'lab', repo: evil, revision: null, license: evil, paper: 'javascript:alert(1)', citation: evil },
  ],
};

let folder = '';
let files: ReportFiles;
let page = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-report-'));
  files = await writeReport(analyse(hostile, { resamples: 200 }), hostile, join(folder, 'new', 'folder'));
  page = await readFile(files.html, 'utf8');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('report.html', () => {
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

  it('draws the heatmap and a plot a target, with the numbers in them', () => {
    expect(page.match(/<svg /g)).toHaveLength(3);
    expect(page).toMatch(/color-mix\(in oklab, var\(--(gain|loss)\) \d+%, var\(--cell\)\)/);
    expect(page).toContain('target-language examples</text>');
  });

  it('leaves no temporary file beside it', async () => {
    const names = await readdir(join(folder, 'new', 'folder'));
    expect(names.sort()).toEqual(['report.html', 'report.md', 'results.csv', 'results.json', 'summary.tex']);
  });

  it('is the same for the same results', async () => {
    const again = await writeReport(analyse(hostile, { resamples: 200 }), hostile, join(folder, 'again'));
    expect(await readFile(again.html, 'utf8')).toBe(page);
  });
});

const program = process.env.STOPOVER_CHROMIUM ?? '/usr/bin/chromium';
const there = existsSync(program);

describe.skipIf(!there)(
  `report.html in a browser${there ? '' : ' (skipped: no Chromium; set STOPOVER_CHROMIUM)'}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      const switches = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
      const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
      browser = await chromium.launch({ executablePath: program, args: [...switches, ...quiet] });
    });
    afterAll(() => browser?.close());

    it.each([
      ['light', 1200],
      ['dark', 1200],
      ['light', 400],
      ['dark', 400],
    ] as const)(
      'opens in %s, %i px wide, without a request, an error or sideways scrolling',
      async (colorScheme, width) => {
        const tab = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
        const said: string[] = [];
        const asked: string[] = [];
        tab.on('console', (message) => said.push(message.text()));
        tab.on('pageerror', (error) => said.push(error.message));
        tab.on('dialog', (dialog) => said.push(dialog.message()));
        tab.on('request', (request) => asked.push(request.url()));
        const address = pathToFileURL(files.html).href;
        await tab.goto(address);
        expect(said).toEqual([]);
        expect(asked).toEqual([address]);
        const headings = await tab.locator('h2').allTextContents();
        expect(headings).toEqual([
          'What each stopover is worth',
          'A stopover, or examples of the language itself',
          'Mean over languages',
          'Head to head',
          'Language by language',
          'What to know before trusting these numbers',
          'Stages',
          'How this was computed',
          'Data and papers',
        ]);
        expect(await tab.locator('h1').boundingBox()).toMatchObject({ y: expect.any(Number) });
        expect((await tab.locator('html').boundingBox())?.width).toBe(width);
        expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
        // The figures' colours are the page's variables: they must come out as colours, not as the black of a failed one.
        const fills: unknown = await tab.evaluate(
          `[...document.querySelectorAll('main svg text')].map((text) => getComputedStyle(text).fill)`,
        );
        expect(new Set(Array.isArray(fills) ? fills : [])).not.toContain('rgb(0, 0, 0)');
        await tab.close();
      },
    );
  },
);
