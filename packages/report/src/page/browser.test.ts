import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { analyseResults } from '../analysis/analyse-results.ts';
import { hostileResults } from '../fixtures/hostile-results.ts';
import { type ReportFiles, writeReport } from '../formats/write-report.ts';

const program = process.env.STOPOVER_CHROMIUM ?? '/usr/bin/chromium';
const there = existsSync(program);
const label = `a report in a browser${there ? '' : ' (skipped: no Chromium; set STOPOVER_CHROMIUM)'}`;
const texts = z.array(z.string());

describe.skipIf(!there)(label, { timeout: 120_000 }, () => {
  let folder = '';
  let files: ReportFiles;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stopover-browser-'));
    const results = hostileResults();
    files = await writeReport(analyseResults(results, { replicates: 200 }), results, folder, {
      golds: (target) =>
        target === 'xnli' ? Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'yes' : '<b>no')) : null,
    });
    const switches = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
    browser = await chromium.launch({ executablePath: program, args: [...switches, ...quiet] });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A tab, what it said, and what it asked for. */
  async function open(path: string, width: number, colorScheme: 'light' | 'dark', hash = '') {
    const tab = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    const said: string[] = [];
    const asked: string[] = [];
    tab.on('console', (message) => said.push(message.text()));
    tab.on('pageerror', (error) => said.push(error.message));
    tab.on('dialog', (dialog) => said.push(dialog.message()));
    tab.on('request', (request) => asked.push(request.url()));
    await tab.goto(pathToFileURL(path).href + hash);
    return { tab, said, asked };
  }

  const unfold = (tab: Page) =>
    tab.evaluate('for (const one of document.querySelectorAll("details")) one.open = true;');

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('opens in %s, %i px wide, and nothing is asked for, wrong, cut or unreadable', async (scheme, width) => {
    const { tab, said, asked } = await open(files.html, width, scheme);
    expect(said).toEqual([]);
    expect(asked).toEqual([pathToFileURL(files.html).href]);
    await unfold(tab);
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(texts.parse(await tab.evaluate(cutTexts))).toEqual([]);
    expect(texts.parse(await tab.evaluate(faintTexts))).toEqual([]);
    await tab.close();
  });

  it('shows the answer and the forest plot on the first screen', async () => {
    const { tab } = await open(files.html, 1280, 'light');
    const top = async (selector: string) => (await tab.locator(selector).first().boundingBox())?.y ?? Number.NaN;
    expect(await top('#answer')).toBeLessThan(300);
    expect(await top('#forest')).toBeLessThan(300);
    // The rows of the first target, their numbers included.
    expect(await top('table.strips tr:nth-child(8)')).toBeLessThan(760);
    await tab.close();
  });

  it('unfolds in print, where nothing scrolls', async () => {
    const { tab } = await open(files.html, 1280, 'light');
    const shown = () =>
      tab
        .locator('details:not([open]) table')
        .first()
        .evaluate((table) => table.checkVisibility());
    expect(await shown()).toBe(false);
    await tab.emulateMedia({ media: 'print' });
    expect(await shown()).toBe(true);
    expect(await tab.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX")).toBe('visible');
    const pdf = await tab.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(50_000);
    await tab.close();
  });

  it('keeps the first column of a table in place while it scrolls', async () => {
    const { tab } = await open(files.html, 390, 'light');
    const frame = tab.locator('#tables ~ .scroll').first();
    await frame.evaluate((element) => element.scrollTo({ left: 200, behavior: 'instant' }));
    const moved = await frame.evaluate((element) => element.scrollLeft);
    expect(moved).toBeGreaterThan(0);
    const [outer, inner] = [await frame.boundingBox(), await frame.locator('tbody th').first().boundingBox()];
    expect(inner?.x).toBe(outer?.x);
    await tab.close();
  });

  it('explores items of the row that it was asked for, by label and language, and runs nothing of them', async () => {
    const { tab, said } = await open(files.explorer, 390, 'light', '#target=xnli&intermediate=mnli');
    expect(said).toEqual([]);
    expect(await tab.locator('#one option:checked').textContent()).toBe('mnli');
    expect(await tab.locator('#other option:checked').textContent()).toBe('zero-shot');
    const rows = await tab.locator('#rows tr').count();
    expect(rows).toBeGreaterThan(2);
    await tab.locator('#gold').selectOption('<b>no');
    const noes = await tab.locator('#rows tr').count();
    expect(noes).toBeGreaterThan(0);
    expect(noes).toBeLessThan(rows);
    await tab.locator('#language').selectOption('sw');
    const languages = await tab.locator('#rows td:nth-child(2)').allTextContents();
    expect(new Set(languages)).toEqual(new Set(['sw']));
    expect(await tab.locator('#rows b, #rows script').count()).toBe(0);
    // A target without golds has no such choice.
    await tab.locator('#target').selectOption('1');
    expect(await tab.locator('#golds').isHidden()).toBe(true);
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await tab.close();
  });

  it('says of what has no items that it has none, and finds each training of a target', async () => {
    const { tab } = await open(files.explorer, 390, 'light', '#target=%3Cb%3Enone&intermediate=mnli');
    const first = await tab.locator('#target option').first().textContent();
    const said = await tab.locator('#absent').textContent();
    expect(said).toBe(`No item of <b>none has a score of its own here. Below are the items of ${first}.`);
    const title = (await tab.locator('#target option').nth(1).textContent()) ?? '';
    await tab.close();
    const { tab: other } = await open(files.explorer, 390, 'light', `#${new URLSearchParams({ target: title })}`);
    expect(await other.locator('#target option:checked').textContent()).toBe(title);
    expect(await other.locator('#absent').textContent()).toBe('');
    await other.close();
  });

  it('draws figures that a browser shows by themselves', async () => {
    const { tab, said } = await open(join(files.figures, 'forest.svg'), 1280, 'light');
    expect(said).toEqual([]);
    expect(await tab.locator('title').first().textContent()).toContain('Gain in points');
    expect(await readFile(join(files.figures, 'forest.svg'), 'utf8')).not.toContain('var(');
    await tab.close();
  });
});

/** Texts that do not fit their element; what scrolls by itself and what only a screen reader reads is left out. */
const cutTexts = `[...document.querySelectorAll('p, li, h1, h2, h3, th, td, dd, dt, summary, svg.chart text')]
  .filter((element) => !element.closest('.scroll, .unseen') && element.checkVisibility())
  .filter((element) => {
    const box = element.getBoundingClientRect();
    return element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && getComputedStyle(element).display !== 'inline'
      || box.right > document.documentElement.clientWidth + 1 || box.left < -1;
  })
  .map((element) => element.textContent.trim().slice(0, 80))`;

/** Texts whose colour has a contrast below 4.5 : 1 to the page (WCAG 2.2, 1.4.3). */
const faintTexts = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const light = (color) => {
    canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll('p, li, h1, h2, h3, th, td, small, dd, dt, summary, a, text, .badge, .axis span')]
    .filter((element) => element.textContent.trim() !== '' && !element.matches('.permalink') && !element.closest('.heat'))
    .filter((element) => {
      const style = getComputedStyle(element);
      const own = light(element instanceof SVGElement ? style.fill : style.color);
      const [high, low] = own > paper ? [own, paper] : [paper, own];
      return (high + 0.05) / (low + 0.05) < 4.5;
    })
    .map((element) => element.textContent.trim().slice(0, 60));
})()`;
