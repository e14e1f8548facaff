import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packages, root } from '../checks/workspace.ts';
import { type Reference, writeReference } from './api-reference.ts';
import { deadLinks } from './dead-links.ts';
import { addressOf, pages } from './sidebar.ts';

const folder = join(root, 'dist', 'site');
const built = (path: string): string => join(folder, addressOf(path).replace(/\.md$/, '.html'));

// `npm run docs` runs this file: what it writes is what it looks at.
describe('the site', () => {
  const program = process.env.STOPOVER_CHROMIUM ?? '/usr/bin/chromium';
  const there = existsSync(program);
  let reference: Reference;
  let browser: Browser | undefined;
  let server: PreviewServer;
  const at = (path: string) => new URL(path, server.resolvedUrls?.local[0]).href;

  beforeAll(async () => {
    // Vitest's variables would make it a build for tests.
    const { VITEST: _, NODE_ENV: __, ...env } = process.env;
    const command = join(root, 'node_modules', '.bin', 'vitepress');
    const { status, stdout, stderr } = spawnSync(command, ['build', 'tools/site'], {
      cwd: root,
      encoding: 'utf8',
      env,
    });
    expect(status, `${stdout}${stderr}`).toBe(0);
    reference = await writeReference(packages);
    const place = { build: { outDir: folder }, preview: { host: '127.0.0.1', port: 0 } };
    server = await preview({ configFile: false, logLevel: 'silent', appType: 'mpa', root, ...place });
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ];
    if (there) browser = await chromium.launch({ executablePath: program, args });
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('has every page', () => {
    expect(pages.length).toBeGreaterThan(70);
    expect(pages.filter((page) => !existsSync(built(page)))).toEqual([]);
  });

  it('lists every page at the side', () => {
    const home = readFileSync(built('README.md'), 'utf8');
    expect(pages.filter((page) => !home.includes(`href="./${addressOf(page).replace(/\.md$/, '.html')}"`))).toEqual([]);
  });

  it('has a reference that lacks no type which an exported name refers to', () => {
    expect(reference.problems).toEqual([]);
  });

  it('has the reference of every package, under its name', () => {
    expect([...reference.modules].sort()).toEqual(packages.map(({ manifest }) => manifest.name).sort());
    expect(existsSync(join(folder, 'api', 'index.html'))).toBe(true);
  });

  it('leads nowhere in vain', () => {
    expect(deadLinks(folder)).toEqual([]);
  });

  const label = `in a browser${there ? '' : ' (skipped: no Chromium; set STOPOVER_CHROMIUM)'}`;

  describe.skipIf(!there)(label, () => {
    it.each([1280, 390])('finds a page by its words, %i px wide, and asks nobody else', async (width) => {
      const tab = await browser?.newPage({ viewport: { width, height: 800 } });
      if (!tab) throw new Error('there is no browser');
      const said: string[] = [];
      const asked: string[] = [];
      tab.on('console', (message) => said.push(message.text()));
      tab.on('pageerror', (error) => said.push(error.message));
      tab.on('request', (request) => asked.push(request.url()));
      await tab.goto(at('docs/architecture.html'));
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
      // What is clicked or typed before Vue has taken the page over, or before the dialog has come, is lost.
      await tab.waitForFunction("document.querySelector('#app').__vue_app__");
      await tab.getByRole('button', { name: 'Search' }).first().click();
      await tab.getByRole('searchbox').fill('intervals of a report');
      await tab.locator('a.result').filter({ hasText: 'Reading a report' }).first().click();
      await tab.getByRole('heading', { level: 1, name: 'Reading a report' }).waitFor();
      expect(tab.url()).toMatch(/docs\/reading-a-report\.html/);
      if (width > 1000) {
        await tab.getByRole('link', { name: 'Reference' }).first().click();
        await tab.getByRole('link', { name: 'Stopover: the guides' }).click();
        await tab.waitForURL(at('index.html'));
      }
      expect(said).toEqual([]);
      expect(asked.filter((url) => !url.startsWith(at('')) && !url.startsWith('data:'))).toEqual([]);
      await tab.close();
    });
  });
});

describe('a dead link', () => {
  const made = mkdtempSync(join(tmpdir(), 'stopover-links-'));
  afterAll(() => rmSync(made, { recursive: true, force: true }));

  it('is found, and what leads somewhere is not', () => {
    mkdirSync(join(made, 'deep'));
    writeFileSync(join(made, 'picture.svg'), '');
    writeFileSync(join(made, 'deep', 'one.html'), '<h2 id="a&amp;b">A</h2><a href="../index.html">up</a>');
    const good =
      '<a href="deep/one.html#a&amp;b">1</a><img src="./picture.svg?v=1"><a href="https://a.example/x">2</a>';
    const bad = '<a class="x" href="deep/two.html">3</a><a href="deep/one.html#c">4</a><a href="#none">5</a>';
    writeFileSync(join(made, 'index.html'), good + bad);
    expect(deadLinks(made)).toEqual([
      'index.html: deep/two.html (no such file)',
      'index.html: deep/one.html#c (no such part of the page)',
      'index.html: #none (no such part of the page)',
    ]);
  });
});
