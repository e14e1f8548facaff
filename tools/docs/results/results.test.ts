import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { effectsCsv, figureTexts } from '@stopover/report';
import { beforeAll, describe, expect, it } from 'vitest';
import { withPart } from '../task-pages.ts';
import { factsOf, publishedStudies, resultsFolder, type StudyFacts } from './facts.ts';
import { withNumbers } from './numbers.ts';
import { partsOf } from './parts.ts';

// `npm run gen` runs this file with -u, which writes the pages; here they are compared.
describe('the results of real studies', () => {
  const stale = 'run `npm run gen`, and look at what it changed';
  const names = publishedStudies();
  let all: ReadonlyMap<string, StudyFacts> = new Map();

  beforeAll(async () => {
    all = new Map(await Promise.all(names.map(async (name) => [name, await factsOf(name)] as const)));
  }, 300_000);

  it.each(names)('%s: effects.csv is what its item table says', async (name) => {
    const facts = all.get(name);
    const csv = facts ? effectsCsv(facts.analysed) : '';
    await expect(csv, stale).toMatchFileSnapshot(join(resultsFolder, name, 'effects.csv'));
  });

  it.each(names)('%s: the page has the numbers of its item table', async (name) => {
    const facts = all.get(name);
    if (!facts) throw new Error(`${name} has no facts`);
    const path = join(facts.folder, 'README.md');
    let page = readFileSync(path, 'utf8');
    for (const [part, write] of Object.entries(partsOf(facts)))
      if (page.includes(`<!-- ${part} -->`)) page = withPart(page, part, write());
    await expect(withNumbers(page, all), stale).toMatchFileSnapshot(path);
  });

  it.each(['docs/results/README.md', 'README.md'])('%s has their numbers', async (page) => {
    const path = join(resultsFolder, '../..', page);
    await expect(withNumbers(readFileSync(path, 'utf8'), all), stale).toMatchFileSnapshot(path);
  });

  it.each(names)('%s: its figures are drawn from its item table', async (name) => {
    const facts = all.get(name);
    const drawn = facts ? figureTexts(facts.analysed, facts.results) : new Map<string, string>();
    const folder = join(resultsFolder, name, 'figures');
    for (const file of readdirSync(folder)) {
      const text = drawn.get(basename(file, '.svg'));
      // Scores by layer are not in the table.
      if (text === undefined) expect(file).toMatch(/^layers-/);
      else await expect(text, stale).toMatchFileSnapshot(join(folder, file));
    }
  });

  it.each(names)('%s: every figure that its page shows is there', (name) => {
    const page = readFileSync(join(resultsFolder, name, 'README.md'), 'utf8');
    const shown = [...page.matchAll(/\]\((figures\/[^)]+)\)/g)].map(([, path = '']) => path);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((path) => !existsSync(join(resultsFolder, name, path)))).toEqual([]);
  });

  it('a mark that asks for what there is not is an error', () => {
    expect(() => withNumbers('<!-- n none effect a b c -->1<!-- n -->', new Map())).toThrow('no study none');
  });
});
