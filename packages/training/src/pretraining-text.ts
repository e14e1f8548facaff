import type { Example } from '@stopover/core';
import { random } from './random.ts';

/** One meaning in several languages: language tag → sentence. */
export type ParallelRow = Readonly<Record<string, string>>;

/** The languages of a row of a Parquet file: every column but `id` that holds text, where it is wanted. */
export function parallelRow(row: object, wanted: (language: string) => boolean): ParallelRow {
  const texts = Object.entries(row).filter(
    (entry): entry is [string, string] => entry[0] !== 'id' && typeof entry[1] === 'string' && wanted(entry[0]),
  );
  return Object.fromEntries(texts);
}

/** An example for each line of a text that is not empty. */
export const lineExamples = (text: string): Example<'mlm'>[] =>
  text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [{ text: line.trim(), gold: null }]));

/**
 * One example per sentence: the sentence beside its translation into another language of its row (TLM), or alone
 * where the draw says so or the row has no other. Drawn from the seed.
 */
export function parallelExamples(
  rows: readonly ParallelRow[],
  { pairs, seed }: { /** Share of examples with a translation. */ readonly pairs: number; readonly seed: number },
): Example<'mlm'>[] {
  const draw = random(seed);
  return rows.flatMap((row) => {
    const sentences = Object.entries(row).filter(([, text]) => text.trim() !== '');
    return sentences.map(([language, text]) => {
      const others = sentences.filter(([other]) => other !== language);
      const [, translation] = others[Math.floor(draw() * others.length)] ?? [];
      const paired = translation !== undefined && draw() < pairs;
      return paired ? { text, translation, gold: null } : { text, gold: null };
    });
  });
}
