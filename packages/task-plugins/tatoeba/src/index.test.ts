import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { tatoeba } from './index.ts';

const rows = [
  {
    source_sentence: 'Der Zug hält hier.\n',
    target_sentence: 'The train stops here.\n',
    source_lang: 'deu',
    target_lang: 'eng',
  },
  {
    source_sentence: '列车停在这里。\n',
    target_sentence: 'The train stops here.\n',
    source_lang: 'cmn',
    target_lang: 'eng',
  },
];

describeTask(tatoeba, rows);

it('asks in English and looks among the foreign sentences, without their line feeds', () => {
  expect(tatoeba.read(rows[0])).toEqual({
    query: { id: '', text: 'The train stops here.' },
    document: { id: '', text: 'Der Zug hält hier.' },
    gold: '',
  });
});

it('refuses a row whose second sentence is not English', () => {
  expect(() => tatoeba.read({ ...rows[0], target_lang: 'deu' })).toThrow(/target_lang/);
});

it("has XTREME's 36 languages, and neither training nor a choice to make", () => {
  expect(Object.keys(tatoeba.languages)).toHaveLength(36);
  expect(tatoeba.trainingTasks).toBeUndefined();
  expect(tatoeba.source.splits).toEqual({ test: 'validation' });
});
