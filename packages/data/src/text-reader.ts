// The one reader of text for masked-language modelling, whoever asks: a study, or a command.
import { basename, extname } from 'node:path';
import { type BundledText, type BundledTexts, DataError, type Example, type Source } from '@stopover/core';
import { canonicalJson, hashFile, sha256 } from '@stopover/files';
import { parquetRows } from '@stopover/hub';
import { lineExamples, type ParallelRow, parallelExamples, parallelRow } from './parallel-text.ts';

/** What of a text is read, and how. */
export interface TextOptions {
  /** BCP 47, or columns of a Parquet file; null or absent: all that there are. A file of lines has none. */
  readonly languages?: readonly string[] | null;
  /** Share of a parallel text's sentences that stand beside a translation; with 0 each stands alone. */
  readonly pairs: number;
  readonly seed: number;
}

/** One text: of a file, or one that comes with a package. Node's errors for a file that cannot be read. */
export interface TextReader {
  /** SHA-256, hex, of the bytes, or of the sentences with their languages. */
  fingerprint(): Promise<string>;
  /** BCP 47, or a Parquet file's columns; null where the text does not say them. */
  languages(): Promise<readonly string[] | null>;
  /** @throws DataError for rows or bytes that are no text. */
  examples(options: TextOptions): Promise<readonly Example<'mlm'>[]>;
}

/** The texts that come with packages, whichever source is read. */
export const textsOf = ({ capabilities }: Source): BundledTexts => capabilities.bundled?.texts ?? {};

/** The text of that name in `texts`, or (undefined) none: a name may also be meant for a file. */
export const bundledReader = (name: string, texts: BundledTexts): TextReader | undefined =>
  Object.hasOwn(texts, name) && texts[name] ? bundled(texts[name]) : undefined;

/** Reads a file by its ending: Parquet with a column a language, or else a sentence a line. */
export const fileReader = (path: string): TextReader => (extname(path) === '.parquet' ? parallel(path) : lines(path));

const lines = (path: string): TextReader => ({
  fingerprint: () => hashFile(path),
  languages: async () => null,
  examples: () => lineExamples(path),
});

const parallel = (path: string): TextReader => ({
  fingerprint: () => hashFile(path),
  languages: async () => {
    for await (const row of parquetRows(path)) {
      if (typeof row === 'object' && row !== null) return Object.keys(row).filter((column) => column !== 'id');
    }
    return [];
  },
  examples: async (options) => {
    const rows: ParallelRow[] = [];
    for await (const row of parquetRows(path)) rows.push(sentencesOf(row, wantedIn(options), basename(path)));
    return parallelExamples(rows, options);
  },
});

/** Its pairs are part of the text, not drawn. Its translations are in no fingerprint. */
function bundled(load: () => Promise<readonly BundledText[]>): TextReader {
  let loaded: Promise<readonly BundledText[]> | undefined;
  const all = () => {
    loaded ??= load();
    return loaded;
  };
  return {
    fingerprint: async () => sha256(canonicalJson((await all()).map(({ language, text }) => ({ language, text })))),
    languages: async () => [...new Set((await all()).map(({ language }) => language))].sort(),
    examples: async (options) => {
      const rows = (await all()).filter(({ language }) => wantedIn(options)(language));
      return rows.map(({ text, translation }) =>
        options.pairs > 0 && translation !== undefined ? { text, gold: null, translation } : { text, gold: null },
      );
    },
  };
}

const wantedIn =
  ({ languages }: TextOptions) =>
  (language: string): boolean =>
    languages?.includes(language) ?? true;

function sentencesOf(row: unknown, wanted: (language: string) => boolean, where: string): ParallelRow {
  if (typeof row === 'object' && row !== null) return parallelRow(row, wanted);
  const remedy = 'Give a Parquet file with a column a language.';
  throw new DataError({ where, what: 'a row has no columns', remedy });
}
