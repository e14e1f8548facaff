import { isUnspaced } from './sentences.ts';

const wordy = /[\p{L}\p{N}\p{M}]/u;
const marks = /^[\p{P}\s]+|[\p{P}\s]+$/gu;

/** Lower case where that keeps the length, so that offsets hold. */
const folded = (text: string): string =>
  [...text].map((letter) => (letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter)).join('');

/** What came of looking for a translated answer in a translated sentence. */
export type FoundAnswer = { readonly start: number; readonly text: string } | 'not there' | 'there more than once';

/**
 * Finds a translated answer in the translation of the sentence that it stands in: as it is, then in any case, then
 * without the punctuation that translators add at the ends. It counts only where it stands once, as whole words where
 * the script has spaces.
 */
export function findAnswer(answer: string, sentence: string, script: string): FoundAnswer {
  const bare = answer.replace(marks, '');
  const tries: readonly (readonly [needle: string, hay: string])[] = [
    [answer, sentence],
    [folded(answer), folded(sentence)],
    [bare, sentence],
    [folded(bare), folded(sentence)],
  ];
  for (const [needle, hay] of tries) {
    const places = needle === '' ? [] : placesOf(needle, hay, isUnspaced(script));
    if (places.length > 1) return 'there more than once';
    const [start] = places;
    if (start !== undefined) return { start, text: sentence.slice(start, start + needle.length) };
  }
  return 'not there';
}

function placesOf(needle: string, hay: string, anywhere: boolean): number[] {
  const places: number[] = [];
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    if (anywhere || isWhole(needle, hay, at)) places.push(at);
  }
  return places;
}

/** No word goes on over either end of the place. */
function isWhole(needle: string, hay: string, at: number): boolean {
  const end = at + needle.length;
  const cuts = (left: string, right: string) => wordy.test(left) && wordy.test(right);
  return !cuts(hay.slice(0, at).slice(-1), needle.slice(0, 1)) && !cuts(needle.slice(-1), hay.slice(end, end + 1));
}
