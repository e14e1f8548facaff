import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { miniatureModelFolder } from '@stopover/miniature';
import { parseStudy } from '@stopover/study';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTerminal } from '../../packages/cli/src/program/terminal.ts';
import { planPrepared, prepareStudy } from '../../packages/cli/src/study/prepare-study.ts';
import { read, root } from '../checks/workspace.ts';
import { studyBlocks, whole } from './study-blocks.ts';

const folder = mkdtempSync(join(tmpdir(), 'stopover-pages-'));

/** The blocks for which the embedded data has not enough: they are parsed, and their names looked up (study-pages.test.ts). */
const beyond = [/^plugins: \[[^\]]/m, /dtype: q8/];
const blocks = studyBlocks().filter(([, text]) => beyond.every((pattern) => !pattern.test(text)));

/** One language, unless the block has parts of the grid in others. */
function languagesOf(text: string): readonly string[] {
  const named = [...text.matchAll(/languages?: \[([^\]]+)\]/g)].flatMap(([, names = '']) => names.split(/,\s*/));
  // The page's file of draws is of German rows.
  const usual = text.includes('draws.json') ? 'de' : 'tr';
  return named.length > 0 ? [...new Set(named)] : [usual];
}

// The files that the blocks name, small.
beforeAll(() => {
  const sentences = 'Ein Satz.\nNoch ein Satz.\n';
  mkdirSync(join(folder, 'text'));
  for (const name of ['text/de.txt', 'news.txt']) writeFileSync(join(folder, name), sentences);
  writeFileSync(join(folder, 'more.txt'), 'Ein anderer Satz.\n');
  const own = join(root, 'examples', 'own-data', 'nli');
  cpSync(own, join(folder, 'nli'), { recursive: true });
  cpSync(join(own, 'test.en.tsv'), join(folder, 'nli', 'dev.en.tsv'));
  cpSync(join(own, 'train.en.jsonl'), join(folder, 'train.jsonl'));
  cpSync(miniatureModelFolder, join(folder, 'xlmr-mnli'), { recursive: true });
  const [, draws = ''] = /```json\n(.*?)```/s.exec(read('docs/arms.md')) ?? [];
  writeFileSync(join(folder, 'draws.json'), draws);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('study files in the pages, of the embedded data and the small encoder', () => {
  it('are nearly all', () => {
    expect(blocks.length).toBeGreaterThan(20);
    expect(blocks.length / studyBlocks().length).toBeGreaterThan(0.85);
  });

  it.each(blocks)('%s is planned', async (name, text) => {
    const study = parseStudy(whole(text.replace('./parallel.parquet', './more.txt')), join(folder, 'study.yaml'));
    const here = { models: ['miniature'], backend: 'cpu', executor: 'local', languages: languagesOf(text) };
    const options = { source: 'miniature', store: join(folder, name.replaceAll(/\W+/g, '-')) };
    const prepared = await prepareStudy({ ...study, ...here }, options, createTerminal({ json: true }));
    const { cells, stages } = await planPrepared(prepared, here);
    expect(cells.length).toBeGreaterThan(0);
    expect(stages.length).toBeGreaterThan(0);
  });
});
