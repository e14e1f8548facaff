// Text for masked-language modelling beside a task: named in the study file, known in keys by its bytes alone.
import { resolve } from 'node:path';
import { type BundledTexts, DataError, type Example, RequestError } from '@stopover/core';
import { reasonOf } from '@stopover/files';
import { permutation, pick } from './few-shot-samples.ts';
import type { MaskedChoice } from './mlm-text-choice.ts';
import type { MaskedText } from './mlm-text-record.ts';
import { bundledReader, fileReader, type TextReader } from './text-reader.ts';

type TextFile = MaskedText['text'][number];

/** Where the names of texts are looked up. */
export interface TextPlace {
  /** Paths start here. */
  readonly folder: string;
  /** Names that are no paths. */
  readonly texts: BundledTexts;
  /** The study file's line, for messages. */
  readonly where: string;
}

/**
 * The text as a stage keeps it, with the hashes that its key is made of.
 * @throws RequestError naming the study file's line for text that is not there, or a language that it has not.
 */
export async function findMaskedText(choice: MaskedChoice, place: TextPlace): Promise<MaskedText> {
  const { where } = place;
  const text: TextFile[] = [];
  let hasText = false;
  for (const name of choice.text) {
    const { file, reader } = await findText(name, place);
    await checkLanguages(name, reader, choice.languages, where);
    hasText ||= (await reader.examples({ ...choice, seed: 0 })).length > 0;
    const twin = text.find((other) => other.fingerprint === file.fingerprint);
    if (twin) {
      const what = `the texts ${twin.name} and ${name} are the same`;
      throw new RequestError({ where, what, remedy: 'Name it once.' });
    }
    text.push(file);
  }
  if (!hasText) {
    const what = `there is no text in ${text.map(({ name }) => name).join(', ')}`;
    const remedy = 'Name files with a sentence a line, or Parquet files with a column a language.';
    throw new RequestError({ where, what, remedy });
  }
  const { share, pairs, languages, maxExamples } = choice;
  return { share, pairs, languages: languages && [...languages], maxExamples, text };
}

async function findText(name: string, { folder, texts, where }: TextPlace) {
  const path = resolve(folder, name);
  const there = bundledReader(name, texts);
  const reader = there ?? fileReader(path);
  const fingerprint = await reader.fingerprint().catch((error: unknown) => {
    const known = [
      '.txt files with one sentence a line',
      'Parquet files with a column a language',
      ...Object.keys(texts),
    ];
    const remedy = `Give ${alternatives.format(known)}.`;
    throw new RequestError({ where, what: `the text ${name} cannot be read (${reasonOf(error)})`, remedy });
  });
  return { reader, file: { name, path: there ? null : path, fingerprint } };
}

const alternatives = new Intl.ListFormat('en', { type: 'disjunction' });

/** A file of lines says no language; of the others each must have all that are asked for. */
async function checkLanguages(
  name: string,
  reader: TextReader,
  languages: readonly string[] | null,
  where: string,
): Promise<void> {
  if (!languages) return;
  const refuse = (what: string, remedy: string): never => {
    throw new RequestError({ where, what, remedy });
  };
  const known = await reader.languages();
  if (known === null) return refuse(`${name} does not say which language a line is in`, 'Leave `languages` out.');
  const strange = languages.find((language) => !known.includes(language));
  if (strange !== undefined) refuse(`${name} has no text in "${strange}"`, `It has: ${known.join(', ')}.`);
}

/**
 * The examples of a stage's text, in the order of its files; at most `maxExamples`, drawn from the seed.
 * @throws DataError when a file is not the one that the study was planned with, or there is no text in them.
 */
export async function readMaskedText(
  masked: MaskedText,
  { seed, texts }: { readonly seed: number /** Those that come with a package. */; readonly texts: BundledTexts },
): Promise<readonly Example<'mlm'>[]> {
  const examples: Example<'mlm'>[] = [];
  for (const file of masked.text) {
    const reader = file.path === null ? bundledReader(file.name, texts) : fileReader(file.path);
    const present = await reader?.fingerprint().catch(() => undefined);
    if (!reader || present !== file.fingerprint) {
      const remedy = 'Run `stopover run STUDY.yaml` again: it plans with the text there is now.';
      const what = `the text ${file.name} is not the one that the study was planned with`;
      throw new DataError({ where: file.path ?? file.name, what, remedy });
    }
    for (const example of await reader.examples({ ...masked, seed })) examples.push(example);
  }
  if (examples.length === 0) {
    const where = masked.text.map(({ name }) => name).join(', ');
    throw new DataError({ where, what: 'there is no text', remedy: 'Name other text, or languages that it has.' });
  }
  const { maxExamples } = masked;
  if (maxExamples === null || maxExamples >= examples.length) return examples;
  return pick(examples, permutation(examples.length, 'masked text', String(seed)).slice(0, maxExamples));
}
