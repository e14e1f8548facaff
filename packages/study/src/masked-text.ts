// Text for masked-language modelling beside a task: named in the study file, known in keys by its bytes alone.
import { basename, extname, resolve } from 'node:path';
import { DataError, type Example, RequestError } from '@stopover/core';
import { hashFile, reasonOf } from '@stopover/files';
import { parquetRows } from '@stopover/hub';
import { lineExamples, type ParallelRow, parallelExamples, parallelRow } from '@stopover/training';
import { canonicalJson, sha256 } from './canonical.ts';
import { permutation, pick } from './shots.ts';
import type { MaskedText } from './stage.ts';
import type { MaskedChoice } from './study-mixing.ts';

type TextFile = MaskedText['text'][number];

/**
 * The text as a stage keeps it, with the hashes that its key is made of.
 * @throws RequestError naming the study file's line for text that is not there, or a language that it has not.
 */
export async function findMaskedText(choice: MaskedChoice, folder: string, where: string): Promise<MaskedText> {
  const text: TextFile[] = [];
  for (const name of choice.text) {
    const path = name === 'miniature' ? null : resolve(folder, name);
    const fingerprint = await fingerprintOf(path).catch((error: unknown) => {
      const remedy = 'Give .txt files with one sentence a line, Parquet files with a column a language, or miniature.';
      throw new RequestError({ where, what: `the text ${name} cannot be read (${reasonOf(error)})`, remedy });
    });
    const file = { name, path, fingerprint };
    await checkLanguages(file, choice.languages, where);
    const twin = text.find((other) => other.fingerprint === fingerprint);
    if (twin) {
      const what = `the texts ${twin.name} and ${name} are the same`;
      throw new RequestError({ where, what, remedy: 'Name it once.' });
    }
    text.push(file);
  }
  await checkThereIsText(text, choice, where);
  const { share, pairs, languages, maxExamples } = choice;
  return { share, pairs, languages: languages && [...languages], maxExamples, text };
}

async function checkThereIsText(text: readonly TextFile[], choice: MaskedChoice, where: string): Promise<void> {
  for (const file of text) if (await hasText(file, choice)) return;
  const what = `there is no text in ${text.map(({ name }) => name).join(', ')}`;
  const remedy = 'Name files with a sentence a line, or Parquet files with a column a language.';
  throw new RequestError({ where, what, remedy });
}

async function hasText(file: TextFile, choice: MaskedChoice): Promise<boolean> {
  const { path } = file;
  if (path === null) return true;
  if (isLines(file)) return (await lineExamples(path)).length > 0;
  const wanted = (language: string) => choice.languages?.includes(language) ?? true;
  for await (const row of parquetRows(path)) {
    const sentences = Object.values(sentencesOf(row, wanted, basename(path)));
    if (sentences.some((sentence) => sentence.trim() !== '')) return true;
  }
  return false;
}

async function fingerprintOf(path: string | null): Promise<string> {
  return path === null ? sha256(canonicalJson(await miniatureRows())) : hashFile(path);
}

/** A file of lines says no language; of the others each must have all that are asked for. */
async function checkLanguages(file: TextFile, languages: readonly string[] | null, where: string): Promise<void> {
  if (!languages) return;
  const refuse = (what: string, remedy: string) => {
    throw new RequestError({ where, what, remedy });
  };
  if (isLines(file)) refuse(`${file.name} does not say which language a line is in`, 'Leave `languages` out.');
  const known = await languagesIn(file);
  const strange = languages.find((language) => !known.includes(language));
  if (strange !== undefined) refuse(`${file.name} has no text in "${strange}"`, `It has: ${known.join(', ')}.`);
}

async function languagesIn({ path }: TextFile): Promise<readonly string[]> {
  if (path === null) return [...new Set((await miniatureRows()).map(({ language }) => language))].sort();
  for await (const row of parquetRows(path)) {
    if (typeof row === 'object' && row !== null) return Object.keys(row).filter((column) => column !== 'id');
  }
  return [];
}

/**
 * The examples of a stage's text, in the order of its files; at most `maxExamples`, drawn from the seed.
 * @throws DataError when a file is not the one that the study was planned with, or there is no text in them.
 */
export async function readMaskedText(masked: MaskedText, seed: number): Promise<readonly Example<'mlm'>[]> {
  const examples: Example<'mlm'>[] = [];
  for (const file of masked.text) {
    const present = await fingerprintOf(file.path).catch(() => undefined);
    if (present !== file.fingerprint) {
      const remedy = 'Run `stopover run STUDY.yaml` again: it plans with the text there is now.';
      const what = `the text ${file.name} is not the one that the study was planned with`;
      throw new DataError({ where: file.path ?? file.name, what, remedy });
    }
    for (const example of await examplesOf(file, masked, seed)) examples.push(example);
  }
  if (examples.length === 0) {
    const where = masked.text.map(({ name }) => name).join(', ');
    throw new DataError({ where, what: 'there is no text', remedy: 'Name other text, or languages that it has.' });
  }
  const { maxExamples } = masked;
  if (maxExamples === null || maxExamples >= examples.length) return examples;
  return pick(examples, permutation(examples.length, 'masked text', String(seed)).slice(0, maxExamples));
}

const isLines = ({ path }: TextFile): boolean => path !== null && extname(path) !== '.parquet';

async function examplesOf(file: TextFile, masked: MaskedText, seed: number): Promise<readonly Example<'mlm'>[]> {
  const { path } = file;
  const wanted = (language: string) => masked.languages?.includes(language) ?? true;
  if (path === null) {
    const rows = (await miniatureRows()).filter(({ language }) => wanted(language));
    return rows.map(({ text }) => ({ text, gold: null }));
  }
  if (isLines(file)) return lineExamples(path);
  const rows: ParallelRow[] = [];
  for await (const row of parquetRows(path)) rows.push(sentencesOf(row, wanted, basename(path)));
  return parallelExamples(rows, { pairs: masked.pairs, seed });
}

function sentencesOf(row: unknown, wanted: (language: string) => boolean, where: string): ParallelRow {
  if (typeof row !== 'object' || row === null) {
    throw new DataError({
      where,
      what: 'a row has no columns',
      remedy: 'Give a Parquet file with a column a language.',
    });
  }
  return parallelRow(row, wanted);
}

/** Loaded when it is asked for: generating it takes a moment. */
async function miniatureRows() {
  const { pretrainingText } = await import('@stopover/miniature');
  return pretrainingText().map(({ language, text }) => ({ language, text }));
}
