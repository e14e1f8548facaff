import { describeTask } from '@stopover/testing';
import { describe, expect, it } from 'vitest';
import { joinFused } from './fused.ts';
import { udposTreebanks } from './treebanks.ts';
import { udpos } from './udpos.ts';

/** `id form UPOS head deps`, a token a line. */
const tokens = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [id = '', form = '', upos = '', head = '', deps = '_'] = line.trim().split(' ');
      return { id, form: form.replaceAll('␣', ' '), upos, head, deps };
    });
const row = (file: string, text: string) => ({ file, line: 1, sentence: 's', tokens: tokens(text) });

// "Sale del puerto": de + el are one word.
const spanish = `
  1 Sale VERB 0
  2-3 del _ _
  2 de ADP 4
  3 el DET 4
  4 puerto NOUN 1`;

describeTask(udposTreebanks, [
  row('es_x-ud-test.conllu', spanish),
  row('de_x-ud-test.conllu', '1 10␣000 NUM 2\n2 Ma\u200cste NOUN 0\n2.1 fehlt VERB _'),
  row('ja_x-ud-test.conllu', '1 _ NOUN 2\n2 _ VERB 0'),
]);

const joined = (text: string, language = 'de') =>
  joinFused(tokens(text), language).map(({ form, upos }) => `${form}/${upos}`);

describe('words that a treebank splits', () => {
  it('are one, with the part of speech of the one that has fewest above it', () => {
    expect(joined(spanish, 'es')).toEqual(['Sale/VERB', 'del/ADP', 'puerto/NOUN']);
    const below = '1-2 dámelo _ _\n1 da VERB 0\n2 me PRON 1\n3 ya ADV 1';
    expect(joined(below, 'es')).toEqual(['dámelo/VERB', 'ya/ADV']);
    expect(joined('1-2 aux _ _\n1 a DET 2\n2 les NOUN 0', 'fr')).toEqual(['aux/NOUN']);
  });

  it('of several at one height are what comes first in the list, of equals the first', () => {
    const same = (a: string, b: string) => `1 x NOUN 0\n2-3 ab _ _\n2 a ${a} 1\n3 b ${b} 1`;
    expect(joined(same('DET', 'ADP'))).toEqual(['x/NOUN', 'ab/ADP']);
    expect(joined(same('PRON', 'ADV'), 'it')).toEqual(['x/NOUN', 'ab/ADV']);
    expect(joined(same('PRON', 'ADV'), 'de')).toEqual(['x/NOUN', 'ab/PRON']);
    expect(joined(same('SYM', 'DET'), 'es')).toEqual(['x/NOUN', 'ab/DET']);
    expect(joined(same('ADP', 'ADP'))).toEqual(['x/NOUN', 'ab/ADP']);
  });

  it('are weighed in the enhanced graph too', () => {
    // In the tree both hang on the root; the second also hangs on word 4.
    const text = '1-2 ab _ _\n1 a DET 3 3:det\n2 b NOUN 3 3:obj|4:obj\n3 c VERB 0 0:root\n4 d VERB 3 3:conj';
    expect(joined(text)).toEqual(['ab/DET', 'c/VERB', 'd/VERB']);
  });

  it('end also where a treebank has a circle', () => {
    expect(joined('1-2 ab _ _\n1 a DET 2\n2 b NOUN 1')).toEqual(['ab/NOUN']);
  });
});

it('says that its rows are not those of udpos', () => {
  expect(udposTreebanks.about.rows).not.toBe(udpos.about.rows);
  expect(Object.values(udposTreebanks.languages).sort()).toEqual(Object.values(udpos.languages).sort());
  expect(udposTreebanks.read(row('de_x-ud-test.conllu', '1 10␣000 NUM 2\n2 Ma\u200cste NOUN 0'))).toEqual({
    words: ['10000', 'Maste'],
    gold: ['NUM', 'NOUN'],
  });
});
