import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, readdir, stat } from 'node:fs/promises';
import { get, request } from 'node:http';
import { join } from 'node:path';
import { openStore } from '@stopover/study';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, endOf, startCommand, stopover } from '../fixtures/command.ts';
import { type SmallWorld, smallWorld, studyText } from '../fixtures/small-study.ts';

const program = process.env.STOPOVER_CHROMIUM ?? '/usr/bin/chromium';
const there = existsSync(program);
const label = `the live page in a browser${there ? '' : ' (skipped: no Chromium; set STOPOVER_CHROMIUM)'}`;

let world: SmallWorld;
let watching: ChildProcess;
let url = '';
const path = (...parts: string[]) => join(world.folder.path, ...parts);
const source = () => ['--mirror', world.mirror, '--store', path('store')];

beforeAll(async () => {
  build();
  world = await smallWorld();
  await world.folder.write('study.yaml', studyText.replace('[sw, tr]', '[sw, tr, de]'));
  expect(stopover(['plan', world.study, ...source()])).toMatchObject({ status: 0 });
  watching = startCommand(['watch', path('store')]);
  url = await firstLine(watching);
}, 180_000);
afterAll(async () => {
  watching?.kill('SIGKILL');
  await world?.[Symbol.asyncDispose]();
});

async function firstLine(command: ChildProcess): Promise<string> {
  let text = '';
  for await (const part of command.stdout ?? []) {
    text += String(part);
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}

/** The status of an answer of the server. */
async function statusOf(
  at: string,
  options: { readonly method?: string; readonly headers?: Record<string, string> } = {},
) {
  const asked = request(new URL(at, url), options).end();
  const [response] = await once(asked, 'response');
  response.destroy();
  return response.statusCode;
}

/** The first of these events of the stream, as they come to a page. */
async function eventOf(name: string): Promise<unknown> {
  const [response] = await once(get(new URL('events', url)), 'response');
  let text = '';
  for await (const part of response) {
    text += String(part);
    const found = text.match(new RegExp(`event: ${name}\\ndata: (.*)\\n\\n`))?.[1];
    if (found !== undefined) return JSON.parse(found);
  }
  return undefined;
}

describe('watch', { timeout: 60_000 }, () => {
  it('is reached under its own address alone, and changes nothing', async () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const { host } = new URL(url);
    expect(await statusOf('/')).toBe(200);
    expect(await statusOf('/', { headers: { host: host.replace('127.0.0.1', 'localhost') } })).toBe(200);
    expect(await statusOf('/', { headers: { host: 'elsewhere.example' } })).toBe(403);
    expect(await statusOf('/events', { headers: { host, origin: 'http://elsewhere.example' } })).toBe(403);
    expect(await statusOf('/', { method: 'POST' })).toBe(405);
    for (const at of ['/studies/small/plan.json', '/../study.yaml', '/index.html'])
      expect(await statusOf(at)).toBe(404);
  });

  it('tells the state, the grid and the machine', async () => {
    expect(await eventOf('state')).toMatchObject({
      state: { total: 9, done: 0, stages: expect.any(Array) },
      machine: { cores: expect.any(Number), samples: expect.any(Array) },
      problem: null,
    });
    const cell = { all: 1, done: 0, running: 0, failed: 0, score: null };
    expect(await eventOf('grid')).toMatchObject([
      {
        title: 'xnli',
        metric: 'accuracy',
        languages: ['sw', 'tr'],
        rows: expect.arrayContaining([{ name: 'zero-shot', cells: [cell, cell] }]),
      },
    ]);
    // Of which the mirror has no rows.
    expect(await eventOf('missing')).toEqual([expect.stringMatching(/^Not available: xnli in de, /)]);
  });

  it('refuses a port that is taken, and one that there is not', () => {
    const { port } = new URL(url);
    const taken = stopover(['watch', path('store'), '--port', port]);
    expect(taken).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`--port ${port}: another program listens there`),
    });
    expect(stopover(['watch', path('store'), '--port', '70000'])).toMatchObject({ status: 2 });
  });
});

describe.skipIf(!there)(label, { timeout: 240_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    const switches = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
    browser = await chromium.launch({ executablePath: program, args: [...switches, ...quiet] });
  }, 120_000);
  afterAll(() => browser?.close());

  /** A tab, what it said, and what it asked for. */
  async function open(width: number, colorScheme: 'light' | 'dark') {
    const tab = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    const said: string[] = [];
    const asked: string[] = [];
    tab.on('console', (message) => said.push(message.text()));
    tab.on('pageerror', (error) => said.push(error.message));
    tab.on('dialog', (dialog) => said.push(dialog.message()));
    tab.on('request', (one) => asked.push(one.url()));
    await tab.goto(url);
    return { tab, said, asked };
  }

  const seen = (tab: Page, selector: string, text: RegExp) =>
    tab.locator(selector, { hasText: text }).first().waitFor({ timeout: 120_000 });

  it('shows a stage that runs and one that failed, as text, and loads nothing from elsewhere', async () => {
    const store = openStore(path('store'));
    const { stages } = await store.loadPlan();
    const keyOf = (title: string) => stages.find((stage) => stage.title === title)?.key ?? '';
    const writer = await store.begin(keyOf('mnli, seed 1'));
    if (writer.busy) throw new Error('nobody has it');
    const lines = [1, 2, 3, 4].map((step) => JSON.stringify({ step, steps: 12, loss: 1 / step, score: 30 + step }));
    await appendFile(join(writer.folder, 'log.jsonl'), `${lines.join('\n')}\n`);
    const reason = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
    await store.saveFailure(keyOf('copa, seed 1'), { title: 'copa, seed 1', reason, at: '' });
    const before = await datesOf(store.folder);
    for (const [scheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      const { tab, said, asked } = await open(width, scheme);
      await seen(tab, '#standing', /^0 of 9 stages done, 1 running, 1 failed, 7 waiting\.$/);
      await seen(tab, '#stages .panel p', /^step 4 of 12, key /);
      expect(await tab.locator('#stages path.loss').getAttribute('d')).toMatch(/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+){3}$/);
      expect(await tab.locator('#stages circle').count()).toBe(4);
      expect(await tab.locator('#reasons p').first().textContent()).toBe(reason);
      // What starts from the failed one cannot come.
      expect(await tab.locator('#groups td.failed').first().textContent()).toBe('× 0 of 1');
      expect(await tab.locator('#groups td.running').first().textContent()).toBe('▸ 0 of 1');
      await seen(tab, '#missing', /^Not available: xnli in de, /);
      // It is drawn from the second measurement on.
      await tab.locator('#processor path.area').waitFor({ state: 'attached', timeout: 60_000 });
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(said).toEqual([]);
      expect(new Set(asked)).toEqual(new Set([url, `${url}events`]));
      // The policy lets nothing else run, be loaded or be set.
      await tab.evaluate(
        "const s = document.createElement('style'); s.textContent = 'body { display: none }'; document.body.append(s);" +
          "const i = new Image(); i.src = 'http://127.0.0.1:9/x.png'; document.body.append(i); window.fetch('http://127.0.0.1:9/').catch(() => 0); 0",
      );
      await expect.poll(() => said.filter((one) => one.includes('Content Security Policy')).length).toBeGreaterThan(2);
      expect(await tab.evaluate('getComputedStyle(document.body).display')).toBe('block');
      await tab.close();
    }
    expect(await datesOf(store.folder)).toEqual(before);
    await writer.release();
    await store.clearFailures([keyOf('copa, seed 1')]);
  });

  it('shows the candidates of a sweep, with what its trials scored', async () => {
    const sweep = 'sweep: { over: { target: { learningRate: [1.0e-5, 3.0e-5] } } }';
    const study = `name: swept\nmodel: ./model\ntargets: [xnli]\nlanguages: [sw]\nrecipe: { all: { maxLength: 32 } }\n${sweep}\n`;
    const file = await world.folder.write('swept.yaml', study);
    expect(stopover(['plan', file, '--mirror', world.mirror, '--store', path('swept')])).toMatchObject({ status: 0 });
    const { stages } = await openStore(path('swept')).loadPlan();
    const trial = await openStore(path('swept')).begin(stages[0]?.key ?? '');
    if (trial.busy) throw new Error('nobody has it');
    const other = startCommand(['watch', path('swept')]);
    try {
      const tab = await browser.newPage({ viewport: { width: 390, height: 800 } });
      await tab.goto(await firstLine(other));
      await seen(
        tab,
        '#choosing',
        /^Trials choose the recipe by their scores on English development rows\. The grid follows\.$/,
      );
      const rows = await tab.locator('#choices tbody tr').allInnerTexts();
      expect(rows.map((row) => row.trim().split(/\s*\t\s*/))).toEqual([
        ['learningRate 1e-5', '▸ 0 of 1'],
        ['learningRate 3e-5', '0 of 1'],
      ]);
      expect(await tab.locator('#groups').innerText()).toBe('No cell is planned yet.');
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await tab.goto(url);
      await seen(tab, '#standing', /9 stages/);
      expect(await tab.locator('#sweep').isVisible()).toBe(false);
      await tab.close();
    } finally {
      other.kill('SIGKILL');
      await trial.release();
    }
  });

  it('follows a study to its end, survives it, and says when the command has ended', async () => {
    const { tab, said } = await open(1280, 'light');
    await seen(tab, '#idle', /^Nothing at this moment/);
    const run = startCommand(['run', world.study, ...source()]);
    const ended = endOf(run);
    await seen(tab, '#standing', /[1-8] of 9 stages done/);
    await seen(tab, '#standing', /^All 9 stages are done\./);
    expect(await ended).toMatchObject({ status: 0 });
    await seen(tab, '#idle', /^Nothing: the study is done\.$/);
    await expect.poll(() => tab.locator('#groups td:not(.whole)').count()).toBe(0);
    expect(await tab.locator('#groups td.whole').first().textContent()).toMatch(/^\d+\.\d$/);
    expect(await tab.title()).toBe('100 % small: live');
    expect(said).toEqual([]);
    const left = endOf(watching);
    watching.kill('SIGINT');
    expect(await left).toMatchObject({ status: 0 });
    await seen(tab, '#problem', /^stopover watch has ended or cannot be reached\./);
    expect(await tab.locator('#groups td.whole').count()).toBeGreaterThan(4);
    await tab.close();
  });
});

/** The files of a folder with the times at which they were written. */
async function datesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return Promise.all(
    names.map(async (name) => {
      const { mtimeMs, size } = await stat(join(folder, name));
      // Whoever has a stage touches its lock.
      return /\.owner($|\/)/.test(name) ? name : `${name} ${mtimeMs} ${size}`;
    }),
  );
}
