import { describe, expect, it } from 'vitest';
import { filesBelow, isTest, read } from '../checks/workspace.ts';

const pages = ['README.md', ...filesBelow('docs').filter((path) => path.endsWith('.md'))];

describe('pictures', () => {
  const pictures = filesBelow('docs/pictures');

  it('are each on a page', () => {
    const shown = pages.flatMap((page) => [...read(page).matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, file]) => file));
    const names = pictures.map((path) => path.replace('docs/', ''));
    // Those of reports lie beside the pages that show them.
    const drawn = shown.map((file) => file?.replace('docs/', '') ?? '').filter((file) => file.startsWith('pictures/'));
    expect(new Set(drawn)).toEqual(new Set(names));
  });

  it.each(pictures)('%s says what it shows, and can be read on a dark page', (path) => {
    const svg = read(path);
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="title">\s*<title id="title">[^<]{20,}<\/title>/);
    const colours = (part: string) => new Set([...part.matchAll(/\.([a-z]+)/g)].map(([, name]) => name));
    const [light = '', dark = ''] = (/<style>(.*?)<\/style>/s.exec(svg)?.[1] ?? '').split(
      '@media (prefers-color-scheme: dark)',
    );
    const coloured = light.split('}').filter((rule) => /#[0-9a-f]{6}/.test(rule));
    expect(colours(dark)).toEqual(colours(coloured.map((rule) => rule.split('{')[0] ?? '').join()));
  });

  it('are not made of letters', () => {
    expect(pages.filter((page) => /[─│┌┐└┘►◄▲▼]/.test(read(page)))).toEqual([]);
  });
});

describe('text', () => {
  // A line that begins with a comment is raw HTML to Markdown, and ends the paragraph before it.
  it.each(pages)('is not broken by a comment at the head of a line: %s', (page) => {
    const lines = read(page).split('\n');
    expect(
      lines.filter((line) => /^\s*(?:(?:[-*+]|\d+\.)\s+)?<!--.*-->.*\S/.test(line) && !/^<!--[^>]*-->$/.test(line)),
    ).toEqual([]);
  });
});

describe('docs/how-training-works.md', () => {
  it('shows a rule as it is', () => {
    const [shown = ''] = /^MatMul: .*?^\],$/ms.exec(read('docs/how-training-works.md')) ?? [];
    const lines = (text: string) => text.split('\n').map((line) => line.trim());
    expect(lines(shown).length).toBeGreaterThan(3);
    expect(lines(read('packages/autodiff/src/rules.ts')).join('\n')).toContain(lines(shown).join('\n').trim());
  });
});

describe('docs/troubleshooting.md', () => {
  const quoted = [...read('docs/troubleshooting.md').matchAll(/^### `([^`]+)`$/gm)].map(([, message = '']) => message);
  const sources = filesBelow('packages')
    .filter((path) => path.endsWith('.ts') && !isTest(path))
    .map(read)
    // A value in a message is where the page has three dots.
    .map((text) => text.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…'))
    .join('\n');

  it('quotes enough', () => {
    expect(quoted.length).toBeGreaterThan(15);
  });

  it.each(quoted)('quotes a message that there is: %s', (message) => {
    const parts = message.split('…').filter((part) => part.trim().length > 2);
    expect(parts.filter((part) => !sources.includes(part))).toEqual([]);
    const pattern = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.{0,200}?');
    expect(sources).toMatch(new RegExp(pattern, 's'));
  });
});

describe('docs/reading-a-report.md', () => {
  const page = read('docs/reading-a-report.md');
  const source = filesBelow('packages/report/src/page')
    .filter((path) => !isTest(path))
    .map(read)
    .join('\n');
  const found = (pattern: RegExp) => [...source.matchAll(pattern)].map(([, text = '']) => text);

  it('tells of every part of a report', () => {
    // Tables of papers explain themselves.
    const parts = found(/\bid: '[a-z-]+',\s+title: '([^']+)'/g).filter((part) => part !== 'Data and papers');
    expect(parts.length).toBeGreaterThan(4);
    expect(parts.filter((part) => !page.includes(part))).toEqual([]);
  });

  it('tells of every column of its tests', () => {
    const columns = found(/number\('([A-Za-z][^']+)'\)/g).map((column) => column.toLowerCase());
    const told = page.toLowerCase();
    expect(columns.length).toBeGreaterThan(6);
    expect(columns.filter((column) => !told.includes(column))).toEqual([]);
  });
});
