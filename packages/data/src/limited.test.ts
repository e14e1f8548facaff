import type { Example, Kind } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { limited, limitedDocuments, rightFor } from './limited.ts';

const texts = (from: number, to: number): Example<'classification'>[] =>
  Array.from({ length: to - from }, (_, i) => ({ id: `item ${from + i}`, text: 'a', gold: 0 }));
const test = { task: 'tides', role: 'test' } as const;
const ids = (examples: readonly Example<Kind>[]) => examples.map(({ id }) => id);

describe('the rows that a limit leaves', () => {
  it('are so many, in the order of the table, and all where there are fewer', () => {
    const some = limited(texts(0, 100), { ...test, limit: 10 });
    const places = ids(some).map((id) => Number(id?.slice(5)));
    expect(places).toHaveLength(10);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(limited(texts(0, 9), { ...test, limit: 10 })).toEqual(texts(0, 9));
    expect(limited(texts(0, 100), test)).toEqual(texts(0, 100));
  });

  it('are nested, drawn anew for every table, and the same whatever else is there', () => {
    const of = (limit: number, all = texts(0, 100), table: object = {}) =>
      ids(limited(all, { ...test, ...table, limit }));
    expect(of(30)).toEqual(expect.arrayContaining(of(10)));
    expect(of(10)).not.toEqual(of(10, texts(0, 100), { role: 'train' }));
    expect(of(10)).not.toEqual(of(10, texts(0, 100), { task: 'winds' }));
    // A language that lacks half of the items has those of the others that it has, and more.
    const kept = of(10).filter((id) => texts(0, 50).some((one) => one.id === id));
    expect(of(10, texts(0, 50))).toEqual(expect.arrayContaining(kept));
  });
});

const queries = (n: number): Example<'ranking'>[] =>
  Array.from({ length: n }, (_, i) => ({ id: `q${i}`, query: { id: `q${i}`, text: '?' }, gold: [] }));
const answers = (n: number, language: string): Example<'ranking'>[] =>
  Array.from({ length: n }, (_, i) => ({
    id: `${language}${i}`,
    document: { id: `${language}${i}`, text: '!' },
    gold: i % 2 === 0 ? [`q${i / 2}`] : [],
  }));

describe('retrieval under a limit', () => {
  it('keeps so many queries, what is right for them in every language, and as many other documents', () => {
    const of = (language: string) => limited([...queries(50), ...answers(100, language)], { ...test, limit: 5 });
    const [german, turkish] = [of('de'), of('tr')];
    const asked = ids(german.filter((one) => 'query' in one && one.query));
    expect(asked).toHaveLength(5);
    expect(ids(turkish.filter((one) => 'query' in one && one.query))).toEqual(asked);
    for (const rows of [german, turkish]) {
      const documents = rows.filter((one) => 'document' in one && one.document);
      const right = documents.filter(({ gold }) => [gold].flat().some((id) => asked.includes(String(id))));
      expect(right).toHaveLength(5);
      expect(documents).toHaveLength(10);
    }
  });

  it('keeps in a table of documents alone those that the limited queries name', () => {
    const asking: Example<'ranking'>[] = [
      { id: 'a', query: { id: 'a', text: '?' }, gold: ['d7'] },
      { id: 'b', query: { id: 'b', text: '?' }, gold: ['d90', 'd3'] },
    ];
    const table = { task: 'tides', role: 'candidates', limit: 4 } as const;
    const all = answers(100, 'd');
    expect(limited(all, table)).toEqual(all);
    const kept = ids(limitedDocuments(all, table, rightFor(asking)));
    expect(kept).toHaveLength(3 + 4);
    expect(kept).toEqual(expect.arrayContaining(['d3', 'd7', 'd90']));
    expect(limitedDocuments(all, { task: 'tides', role: 'candidates' }, rightFor(asking))).toEqual(all);
  });

  it('keeps both sides of a pair, and of two pools those that translate each other', () => {
    const pairs = Array.from({ length: 20 }, (_, i): Example<'bitext'> => {
      const side = { id: '', text: 'a' };
      return { id: String(i), query: side, document: side, gold: '' };
    });
    expect(limited(pairs, { ...test, limit: 6 })).toHaveLength(6);
    const pools = Array.from({ length: 40 }, (_, i): Example<'bitext'> => {
      const passage = { id: `${i % 2 ? 'en' : 'de'}-${i >> 1}`, text: 'a' };
      return i % 2
        ? { id: passage.id, document: passage, gold: '' }
        : { id: passage.id, query: passage, gold: `en-${i >> 1}` };
    });
    const kept = limited(pools, { ...test, limit: 3 });
    const asked = kept.flatMap((one) => ('query' in one && one.query ? [String(one.gold)] : []));
    expect(asked).toHaveLength(3);
    expect(ids(kept)).toEqual(expect.arrayContaining(asked));
    expect(kept).toHaveLength(3 + 3 + 3);
  });
});
