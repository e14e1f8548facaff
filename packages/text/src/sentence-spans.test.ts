import { expect, test } from 'vitest';
import { sentenceSpans } from './sentence-spans.ts';

const sentences = (text: string) => sentenceSpans(text).map(([start, end]) => text.slice(start, end));

test.each([
  ['It opened in 1931. It owns forty violins!  Who plays them?', 3],
  ['Dr. Lang met Mrs. Berg at St. Olaf. They talked.', 2],
  ['J. R. Holt and A.B. Kurz wrote it. The book sold well.', 2],
  ['He moved to the U.S. The family stayed.', 2],
  ['Volume 2 (Vol. 3 is lost) has maps, e.g. Europe. "Look!" she said. (Nobody did.) 40 people left.', 4],
  ['It rained.[3][note] Then it stopped.[citation needed] Snow fell.', 3],
  ['Der Preis ist 3.50 Euro. Élan is a word.', 2],
  ['  One sentence without an end', 1],
])('%s', (text, count) => {
  const found = sentences(text);
  expect(found).toHaveLength(count);
  // Nothing but blanks between the sentences.
  expect(found.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
  for (const sentence of found) expect(sentence).toBe(sentence.trim());
});

test('an empty text has none', () => expect(sentences('  ')).toEqual([]));
