import { defineTask, type Example, type Metric } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { exampleFaults, perfectPair } from './kinds.ts';

const nothing: Metric<'span' | 'choice' | 'bitext'> = { name: 'none', range: [0, 1], score: () => 0 };
const about = { summary: 'A question?', paper: 'https://example.org', license: 'MIT' };
const source = { repo: 'a/b', revision: 'a'.repeat(40), splits: { test: 'test' } };
const never = {
  row: {
    parse: () => {
      throw new Error('not read here');
    },
  },
  example: (row: never) => row,
};
const shared = { role: 'target', about, source, languages: { default: 'en' }, metrics: [nothing], ...never } as const;

const span = defineTask({ ...shared, name: 'span', kind: 'span', head: { unanswerable: false } });
const choice = defineTask({ ...shared, name: 'choice', kind: 'choice', head: {} });
const bitext = defineTask({ ...shared, name: 'bitext', kind: 'bitext', head: {} });

describe('what a head cannot learn', () => {
  const asked = { question: 'Who came?', context: 'Only 🐈 Momo came.' };

  it('is an answer elsewhere than it says', () => {
    const at = (start: number): Example<'span'> => ({ ...asked, gold: { texts: ['Momo'], start } });
    expect(exampleFaults(span, at(8))).toEqual([]);
    expect(exampleFaults(span, at(7))).toEqual(['at 7 the context has " Mom", not "Momo"']);
    expect(exampleFaults(span, at(-1))).toHaveLength(1);
  });

  it('is a missing answer where the head must give one', () => {
    const unanswered: Example<'span'> = { ...asked, gold: { texts: [], start: -1 } };
    expect(exampleFaults(span, unanswered)).toEqual(['there is no answer, and the head cannot say so']);
    expect(exampleFaults({ ...span, head: { unanswerable: true } }, unanswered)).toEqual([]);
  });

  it('is a choice that is not there', () => {
    expect(exampleFaults(choice, { context: 'It rained.', choices: ['It was wet.', ' '], gold: 2 })).toEqual([
      'choice 2 is empty',
      'gold 2 is none of 2 choices',
    ]);
  });

  it('is a passage without text', () => {
    const made: Example<'bitext'> = { query: { id: '', text: '' }, gold: '' };
    expect(exampleFaults(bitext, made)).toEqual(['the query is empty']);
    expect(exampleFaults(bitext, { gold: '' })).toEqual(['there is neither a query nor a document']);
  });
});

describe('a perfect model', () => {
  it('predicts nothing for a document that nobody asks for', () => {
    expect(perfectPair(bitext, { document: { id: 'd', text: 'Hund' }, gold: '' })).toEqual([]);
  });
});
