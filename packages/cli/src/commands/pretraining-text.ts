import { resolve } from 'node:path';
import { type BundledTexts, type Example, RequestError, StopoverError } from '@stopover/core';
import { bundledReader, fileReader, type TextOptions } from '@stopover/data';
import { reasonOf } from '@stopover/files';

/** Reads the text of `--text`, in order; a name in `texts` is no path. @throws RequestError naming the file that cannot be read. */
export async function readPretrainingText(
  options: TextOptions & { readonly text: readonly string[] },
  texts: BundledTexts,
): Promise<readonly Example<'mlm'>[]> {
  const examples: Example<'mlm'>[] = [];
  for (const name of options.text) {
    for (const example of await examplesOf(name, options, texts)) examples.push(example);
  }
  if (examples.length > 0) return examples;
  throw new RequestError({
    where: '--text',
    what: 'there is no text in the files',
    remedy: 'Give Parquet files with a column a language (see --languages), or .txt files with a sentence a line.',
  });
}

const examplesOf = (name: string, options: TextOptions, texts: BundledTexts): Promise<readonly Example<'mlm'>[]> =>
  (bundledReader(name, texts) ?? fileReader(resolve(name))).examples(options).catch((error: unknown) => {
    // A line or a row that is no text says so itself.
    if (error instanceof StopoverError) throw error;
    const what = `${name} cannot be read (${reasonOf(error)})`;
    const remedy = `Give the path of a .parquet or .txt file${Object.keys(texts)
      .map((one) => `, or ${one}`)
      .join('')}.`;
    throw new RequestError({ where: '--text', what, remedy }, { cause: error });
  });
