import { DataError, type Example } from '@stopover/core';
import { readLines } from '@stopover/files';
import { random } from '@stopover/text';

/** One meaning in several languages: language tag → sentence. */
export type ParallelRow = Readonly<Record<string, string>>;

/**
 * The languages of a row of a Parquet file: every column but `id` that holds text, where it is wanted.
 * @throws DataError for bytes that are no text.
 */
export function parallelRow(row: object, wanted: (language: string) => boolean): ParallelRow {
  const broken = Object.entries(row).find(([language, text]) => text instanceof Uint8Array && wanted(language));
  if (broken) {
    const what = `the column "${broken[0]}" holds what is not UTF-8`;
    throw new DataError({ where: 'the Parquet file of text', what, remedy: 'Write its texts as UTF-8.' });
  }
  const texts = Object.entries(row).filter(
    (entry): entry is [string, string] => entry[0] !== 'id' && typeof entry[1] === 'string' && wanted(entry[0]),
  );
  return Object.fromEntries(texts);
}

/** An example for each line of a file that is not empty. Throws as `readLines` does. */
export async function lineExamples(path: string): Promise<Example<'mlm'>[]> {
  const examples: Example<'mlm'>[] = [];
  for await (const { text } of readLines(path)) {
    if (text.trim() !== '') examples.push({ text: text.trim(), gold: null });
  }
  return examples;
}

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
