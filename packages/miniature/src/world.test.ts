import { createHash } from 'node:crypto';
import type { Location } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { languageCodes, miniatureSource, miniatureTables, pretrainingText } from './index.ts';
import { partsOfSpeech } from './lexicon.ts';
import { sizes } from './sizes.ts';

interface Row {
  readonly [column: string]: unknown;
}

const source = miniatureSource();
const world = [...miniatureTables()];
const at = (repo: string, config: string, split: string): Location => ({ repo, revision: 'main', config, split });

async function rowsOf(repo: string, config: string, split: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of source.rows(at(repo, config, split))) rows.push(Object(row));
  return rows;
}

const text = (row: Row, ...columns: readonly string[]) => columns.map((column) => String(row[column])).join('\n');
const sha = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

function* take<T>(items: Iterable<T>, count: number): Iterable<T> {
  for (const item of items) {
    if (count-- <= 0) return;
    yield item;
  }
}

describe('the world', () => {
  it('is the same for the same seed, down to the byte, and another for another seed', () => {
    // A change of this number is a change of every published miniature score and outdates the committed encoder.
    expect(sha(world)).toMatchInlineSnapshot(`"84644016089f2654"`);
    const some = (seed: number) => [...take(miniatureTables(seed), 24)];
    expect(sha(some(2))).not.toBe(sha(world.slice(0, 24)));
    expect(sha(some(1))).toBe(sha(world.slice(0, 24)));
  });

  it('has a corpus that never changes either', () => {
    const corpus = pretrainingText();
    expect(sha(corpus)).toMatchInlineSnapshot(`"c0f436b8568687c8"`);
    expect(corpus.length).toBe(55_400);
    // A language's own rows may be pairs too: a part of them told again in the same language.
    const rows = (code: string) => corpus.filter((row) => row.language === code).length;
    const translated = (code: string) => rows(code) - sizes.pretraining.own;
    expect(translated('de')).toBeGreaterThan(8 * translated('sw'));
  });

  it('has no row that English, or another language, leaves half said', () => {
    for (const { repo, config, rows } of world) {
      for (const row of rows)
        expect(JSON.stringify(row), `${repo} ${config}`).not.toMatch(/undefined|\{[xy]\}|_ | {2}|\|/);
    }
  });
});

describe('inference', () => {
  it('has as many pairs of each label', async () => {
    for (const [repo, config, split] of [
      ['nyu-mll/multi_nli', 'default', 'train'],
      ['facebook/xnli', 'sw', 'test'],
    ] as const) {
      const rows = await rowsOf(repo, config, split);
      for (const label of [0, 1, 2]) {
        expect(Math.abs(rows.filter((row) => row.label === label).length - rows.length / 3)).toBeLessThan(1);
      }
    }
  });

  it('tests on no pair of the training data, in any table', async () => {
    const train = new Set(
      (await rowsOf('nyu-mll/multi_nli', 'default', 'train')).map((r) => text(r, 'premise', 'hypothesis')),
    );
    const others = [
      ...(await rowsOf('nyu-mll/multi_nli', 'default', 'validation_matched')),
      ...(await rowsOf('facebook/xnli', 'en', 'validation')),
      ...(await rowsOf('facebook/xnli', 'en', 'test')),
    ].map((row) => text(row, 'premise', 'hypothesis'));
    expect(others.filter((pair) => train.has(pair))).toEqual([]);
    expect(new Set(others).size).toBeGreaterThan(others.length * 0.97);
  });

  it('says the same in every language', async () => {
    const lines = await Promise.all(
      ['en', 'de', 'es', 'ru', 'tr', 'sw', 'zh', 'vi'].map(async (code) => {
        const rows = await rowsOf('facebook/xnli', code, 'test');
        return {
          code,
          labels: rows.map((row) => row.label),
          first: rows.slice(0, 2).map((r) => text(r, 'premise', 'hypothesis')),
        };
      }),
    );
    for (const { labels } of lines) expect(labels).toEqual(lines[0]?.labels);
    expect(Object.fromEntries(lines.map(({ code, first }) => [code, first]))).toMatchSnapshot();
  });
});

describe('choices', () => {
  it('puts the right answer first as often as second', async () => {
    for (const split of ['train', 'validation']) {
      const rows = await rowsOf('aps/super_glue', 'copa', split);
      expect(rows.filter((row) => row.label === 0)).toHaveLength(rows.length / 2);
    }
  });

  it('has the same items in the same order in every language', async () => {
    const italian = await rowsOf('cambridgeltl/xcopa', 'it', 'test');
    for (const code of ['tr', 'sw', 'zh', 'vi']) {
      const rows = await rowsOf('cambridgeltl/xcopa', code, 'test');
      const frame = (row: Row) => text(row, 'question', 'label', 'idx');
      expect(rows.map(frame)).toEqual(italian.map(frame));
      expect(text(rows[0] ?? {}, 'premise')).not.toBe(text(italian[0] ?? {}, 'premise'));
    }
  });

  it('offers different answers', async () => {
    for (const row of await rowsOf('Rowan/hellaswag', 'default', 'train')) {
      expect(new Set(Array.isArray(row.endings) ? row.endings : []).size).toBe(4);
    }
  });
});

describe('questions', () => {
  const tables = [
    { repo: 'rajpurkar/squad', config: 'plain_text', split: 'train' },
    { repo: 'rajpurkar/squad_v2', config: 'squad_v2', split: 'validation' },
    ...['en', 'de', 'es', 'ru', 'tr', 'zh', 'vi'].map((code) => ({
      repo: 'google/xquad',
      config: `xquad.${code}`,
      split: 'validation',
    })),
  ];

  it.each(tables)(
    '$repo $config: every answer stands where its start says, in code points',
    async ({ repo, config, split }) => {
      for (const row of await rowsOf(repo, config, split)) {
        const { text: texts, answer_start: starts } = Object(row.answers);
        expect(texts).toHaveLength(starts.length);
        for (const [i, answer] of texts.entries()) {
          const found = [...String(row.context)].slice(starts[i], starts[i] + [...answer].length).join('');
          expect(found).toBe(answer);
          expect(answer).not.toBe('');
        }
      }
    },
  );

  it('has questions without an answer in SQuAD 2.0 only', async () => {
    const empty = (rows: readonly Row[]) => rows.filter((row) => Object(row.answers).text.length === 0).length;
    const v2 = await rowsOf('rajpurkar/squad_v2', 'squad_v2', 'train');
    expect(empty(await rowsOf('rajpurkar/squad', 'plain_text', 'train'))).toBe(0);
    expect(empty(v2) / v2.length).toBeGreaterThan(0.25);
    expect(empty(v2) / v2.length).toBeLessThan(0.45);
  });

  it('asks the same in every language, under the same ids', async () => {
    const english = await rowsOf('google/xquad', 'xquad.en', 'validation');
    for (const code of ['de', 'es', 'ru', 'tr', 'zh', 'vi']) {
      const rows = await rowsOf('google/xquad', `xquad.${code}`, 'validation');
      expect(rows.map((row) => row.id)).toEqual(english.map((row) => row.id));
    }
    expect(new Set(english.map((row) => row.id)).size).toBe(english.length);
  });
});

describe('tags', () => {
  it('has one label a token, all in range', async () => {
    for (const { repo, rows } of world) {
      for (const row of rows) {
        const { tokens, pos_tags, ner_tags } = Object(row);
        const tags = pos_tags ?? ner_tags;
        if (!tags) continue;
        const labels = pos_tags ? partsOfSpeech.length : 7;
        const right = tags.length === tokens.length && tags.every((tag: number) => tag >= 0 && tag < labels);
        if (!right) expect.fail(`${repo}: ${JSON.stringify(row)}`);
      }
    }
  });

  it('tags every language with verbs, nouns and all three sorts of names', async () => {
    for (const { repo, config, split, rows } of world) {
      if (split !== 'test' || !/udpos|wikiann/.test(repo + config)) continue;
      const tags = new Set(rows.flatMap((row) => Object(row).pos_tags ?? Object(row).ner_tags));
      const wanted = config.startsWith('udpos') ? [0, 7, 8, 11, 12, 15] : [0, 1, 2, 3, 4, 5];
      for (const tag of wanted) expect(tags, `${repo} ${config}`).toContain(tag);
    }
  });
});

describe('the source', () => {
  it('knows its tables and its model, and says what else to do', async () => {
    expect(await source.has(at('facebook/xnli', 'sw', 'test'))).toBe(true);
    expect(await source.has(at('facebook/xnli', 'th', 'test'))).toBe(false);
    await expect(rowsOf('facebook/xnli', 'th', 'test')).rejects.toThrow(/Of this data set it has: en, de,/);
    await expect(source.model('stopover/miniature')).resolves.toMatch(/model$/);
    await expect(source.model('FacebookAI/xlm-roberta-base')).rejects.toMatchObject({ exitCode: 2 });
  });

  it('fingerprints tables by their rows', async () => {
    const print = await source.fingerprint(at('facebook/xnli', 'de', 'test'));
    expect(print).toMatch(/^[0-9a-f]{64}$/);
    expect(await miniatureSource().fingerprint(at('facebook/xnli', 'de', 'test'))).toBe(print);
    expect(await miniatureSource({ seed: 5 }).fingerprint(at('facebook/xnli', 'de', 'test'))).not.toBe(print);
  });

  it('has a bitext table for every language but English', async () => {
    const configs = world.filter(({ config }) => config.startsWith('tatoeba.'));
    expect(configs).toHaveLength(languageCodes.length - 1);
    for (const { rows } of configs) expect(Object(rows[0]).source_sentence).toMatch(/\n$/);
  });
});
