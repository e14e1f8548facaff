import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { panX } from './index.ts';

const rows = [
  {
    tokens: ['Amina', 'Okoro', 'von', 'der', 'Reederei', 'Nordlicht', 'in', 'Brunsa'],
    ner_tags: [1, 2, 0, 0, 3, 4, 0, 5],
    langs: ['de', 'de', 'de', 'de', 'de', 'de', 'de', 'de'],
    spans: ['PER: Amina Okoro', 'ORG: Reederei Nordlicht', 'LOC: Brunsa'],
  },
  { tokens: ['港', '町'], ner_tags: [5, 6], langs: ['ja', 'ja'], spans: ['LOC: 港 町'] },
  { tokens: [], ner_tags: [], langs: [], spans: [] },
];

describeTask(panX, rows);

it('reads tags by their numbers on the hub', () => {
  const tags = { tokens: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], ner_tags: [0, 1, 2, 3, 4, 5, 6] };
  expect(panX.read(tags)).toMatchObject({ gold: ['O', 'B-PER', 'I-PER', 'B-ORG', 'I-ORG', 'B-LOC', 'I-LOC'] });
});

it('refuses a tag that is none, and words without tags', () => {
  expect(() => panX.read({ ...rows[1], ner_tags: [5, 7] })).toThrow(/ner_tags/);
  expect(() => panX.read({ ...rows[1], ner_tags: [5] })).toThrow(/differ in number/);
});

it("has XTREME-R's 48 languages", () => {
  const tags = Object.values(panX.languages);
  expect(new Set(tags).size).toBe(48);
  expect(tags.slice(40)).toEqual(['az', 'gu', 'lt', 'pa', 'pl', 'qu', 'ro', 'uk']);
});
