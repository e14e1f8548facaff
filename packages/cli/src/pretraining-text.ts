import { extname, resolve } from 'node:path';
import { type Example, RequestError, StopoverError } from '@stopover/core';
import { reasonOf } from '@stopover/files';
import { parquetRows } from '@stopover/hub';
import { pretrainingText } from '@stopover/miniature';
import { lineExamples, type ParallelRow, parallelExamples, parallelRow } from '@stopover/training';

/** What of the options says what text to read. */
export interface TextOptions {
  readonly text: readonly string[];
  readonly languages?: readonly string[];
  readonly pairs: number;
  readonly seed: number;
}

/** Reads the text of `--text`, in order. @throws RequestError naming the file that cannot be read. */
export async function readPretrainingText(options: TextOptions): Promise<readonly Example<'mlm'>[]> {
  const examples: Example<'mlm'>[] = [];
  for (const name of options.text) {
    if (name === 'miniature') examples.push(...fromMiniature());
    else if (extname(name) === '.parquet') examples.push(...parallelExamples(await columns(name, options), options));
    else examples.push(...(await lines(name)));
  }
  if (examples.length > 0) return examples;
  throw new RequestError({
    where: '--text',
    what: 'there is no text in the files',
    remedy: 'Give Parquet files with a column a language (see --languages), or .txt files with a sentence a line.',
  });
}

const fromMiniature = (): Example<'mlm'>[] =>
  pretrainingText().map(({ text, translation }) => ({
    text,
    gold: null,
    ...(translation === undefined ? {} : { translation }),
  }));

/** Rows of a Parquet file with a column a language. */
async function columns(name: string, { languages }: TextOptions): Promise<ParallelRow[]> {
  const rows: ParallelRow[] = [];
  for await (const row of parquetRows(resolve(name))) {
    if (typeof row !== 'object' || row === null) continue;
    rows.push(parallelRow(row, (language) => languages?.includes(language) ?? true));
  }
  return rows;
}

async function lines(name: string): Promise<Example<'mlm'>[]> {
  return lineExamples(resolve(name)).catch((error: unknown) => {
    // A line that is no text says so itself.
    if (error instanceof StopoverError) throw error;
    const remedy = 'Give the path of a .parquet or .txt file, or miniature.';
    throw new RequestError(
      { where: '--text', what: `${name} cannot be read (${reasonOf(error)})`, remedy },
      { cause: error },
    );
  });
}
