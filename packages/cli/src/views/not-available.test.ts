import { expect, it } from 'vitest';
import { notAvailable, notAvailableInShort } from './not-available.ts';

const never = (language: string, arm: string) => ({
  ...{ target: 'xcopa', language, arm },
  reason: `xcopa has no data in ${language}`,
});
const parts = [
  never('en', 'zero-shot'),
  never('en', 'target-shots'),
  never('de', 'zero-shot'),
  never('de', 'target-shots'),
  never('ru', 'zero-shot'),
  { target: 'xnli', language: 'all', arm: 'zero-shot', reason: 'the source has no rows' },
  { target: 'xnli', language: 'sw', arm: 'target-shots', reason: 'the rows that can be used are 3' },
];

it('tells each reason once, with its arms and languages', () => {
  expect(notAvailable(parts)).toEqual([
    'Not available: xcopa in en and de, zero-shot and target-shots: xcopa has no data in these languages.',
    'Not available: xcopa in ru, zero-shot: xcopa has no data in ru.',
    'Not available: xnli in all languages, zero-shot: the source has no rows.',
    'Not available: xnli in sw, target-shots: the rows that can be used are 3.',
  ]);
});

it('tells languages whose tables a source lacks in one line', () => {
  const lacking = (language: string, config: string) => ({
    ...{ target: 'tatoeba', language, arm: 'zero-shot' },
    reason: `the source mirror has no google/xtreme, configuration ${config}, split validation`,
  });
  expect(notAvailable([lacking('el', 'tatoeba.ell'), lacking('tr', 'tatoeba.tur')])).toEqual([
    'Not available: tatoeba in el and tr, zero-shot: the source mirror has no google/xtreme, split validation, in these languages.',
  ]);
  expect(notAvailable([lacking('el', 'tatoeba.ell')])).toEqual([
    'Not available: tatoeba in el, zero-shot: the source mirror has no google/xtreme, configuration tatoeba.ell, split validation.',
  ]);
});

it('is short where a run begins', () => {
  const first = 'Not available: xcopa in en, zero-shot: xcopa has no data in en.';
  expect(notAvailableInShort(parts)).toBe(`${first} And 6 other parts of the grid: the report names all.`);
  expect(notAvailableInShort(parts.slice(0, 1))).toBe(first);
});
