// Models that are to be combined, and whether they are of one shape: only then does a tensor mean the same in each.
import { join } from 'node:path';
import { RequestError } from '@stopover/core';
import {
  type Architecture,
  type CheckpointFiles,
  encoderGraph,
  headKindOf,
  headLabels,
  isHeadParameter,
  openCheckpoint,
  type StoredEntry,
  tokenizerFolder,
} from '@stopover/encoders';
import { canonicalJson, hashFile, readText } from '@stopover/files';

/** Fields of config.json that change what the same weights compute, or how many there are. */
const decisive = [
  'modelType',
  'layers',
  'hiddenSize',
  'heads',
  'intermediateSize',
  'vocabSize',
  'positions',
  'typeVocabSize',
  'padId',
  'layerNormEpsilon',
] as const;

/**
 * Opens models that are to be combined.
 * @throws DataError as `openCheckpoint`, RequestError naming the model and the field or tensor in which it is unlike the
 * first, or the vocabulary.
 */
export async function openMembers(
  folders: readonly string[],
  among: readonly Architecture[] | undefined,
): Promise<readonly [CheckpointFiles, ...CheckpointFiles[]]> {
  const [first, ...others] = folders;
  if (first === undefined) throw new RequestError(none);
  const opened = await openCheckpoint(first, among);
  const vocabulary = new Vocabulary(await tokenizerFolder(first));
  const more: CheckpointFiles[] = [];
  for (const folder of others) {
    const member = await openCheckpoint(folder, among);
    checkAlike(opened, member);
    await vocabulary.check(folder);
    more.push(member);
  }
  return [opened, ...more];
}

/**
 * The encoder's tensors that all models have: its own, and beside them what is optional (a pooler) where none lacks it.
 * Heads are not among them.
 */
export function encoderTensors([first, ...others]: readonly [
  CheckpointFiles,
  ...CheckpointFiles[],
]): readonly string[] {
  const { architecture, config, stored } = first;
  const own = encoderGraph({ architecture, config }).parameters.all.map(({ name }) => name);
  const optional = [...stored.keys()].filter(
    (name) =>
      !own.includes(name) &&
      !isHeadParameter(architecture, name) &&
      architecture.optionalPrefixes.some((prefix) => name.startsWith(prefix)) &&
      others.every((other) => other.stored.has(name)),
  );
  for (const name of optional) for (const other of others) checkShape(name, first, other);
  return [...own, ...optional];
}

/** The tensors of a model's head. */
export const headTensors = ({ architecture, stored }: CheckpointFiles): readonly string[] =>
  [...stored.keys()].filter((name) => isHeadParameter(architecture, name));

/** The tensors of a head that all models have alike. @throws RequestError naming the model and what of it is unlike. */
export function commonHead([first, ...others]: readonly [CheckpointFiles, ...CheckpointFiles[]]): readonly string[] {
  const names = headTensors(first);
  if (names.length === 0) throw unlike(first, 'it has no head', headRemedy);
  for (const other of others) {
    const [kind, wanted] = [headKindOf(other.architecture, other.config), headKindOf(first.architecture, first.config)];
    if (kind !== wanted)
      throw unlike(other, `its head is for ${kind ?? 'nothing'}, that of ${first.folder} for ${wanted}`, headRemedy);
    if (canonicalJson(headLabels(other) ?? null) !== canonicalJson(headLabels(first) ?? null))
      throw unlike(other, `the labels of its head are not those of ${first.folder}, in their order`, headRemedy);
    const strange = headTensors(other).find((name) => !names.includes(name));
    if (strange !== undefined) throw unlike(other, `${strange} is not in the head of ${first.folder}`, headRemedy);
    for (const name of names) checkShape(name, first, other);
  }
  return names;
}

/** A tensor of a model. @throws RequestError where it lacks it. */
export function tensorOf(member: CheckpointFiles, name: string): StoredEntry {
  const found = member.stored.get(name);
  if (found) return found;
  throw unlike(member, `it has no tensor ${name}`, headRemedy);
}

function checkAlike(first: CheckpointFiles, member: CheckpointFiles): void {
  for (const field of decisive) {
    const [wanted, found] = [first.config[field], member.config[field]];
    if (wanted === found) continue;
    throw unlike(member, `its ${field} is ${found}, that of ${first.folder} ${wanted}`, shapeRemedy);
  }
  const { architecture, config } = first;
  for (const { name } of encoderGraph({ architecture, config }).parameters.all) checkShape(name, first, member);
}

function checkShape(name: string, first: CheckpointFiles, member: CheckpointFiles): void {
  const [wanted, found] = [tensorOf(first, name).shape, tensorOf(member, name).shape];
  if (wanted.join() === found.join()) return;
  const what = `${name} has shape [${found.join(', ')}], and in ${first.folder} [${wanted.join(', ')}]`;
  throw unlike(member, what, shapeRemedy);
}

/** The vocabulary of the first model, which the others are held against. */
class Vocabulary {
  readonly #folder: string;
  #hash: string | undefined;
  #words: string | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws RequestError where a model's tokens have other numbers. */
  async check(folder: string): Promise<void> {
    this.#hash ??= await hashFile(fileIn(this.#folder));
    const own = await tokenizerFolder(folder);
    if ((await hashFile(fileIn(own))) === this.#hash) return;
    this.#words ??= await wordsOf(this.#folder);
    if ((await wordsOf(own)) === this.#words) return;
    throw new RequestError({
      where: fileIn(folder),
      what: `its vocabulary is not that of ${this.#folder}: a row of the two token embeddingss is not the same token`,
      remedy: shapeRemedy,
    });
  }
}

const fileIn = (folder: string) => join(folder, 'tokenizer.json');

/** What gives tokens their numbers, as one text. */
async function wordsOf(folder: string): Promise<string> {
  const parsed: unknown = JSON.parse(await readText(fileIn(folder)));
  const fields = typeof parsed === 'object' && parsed !== null ? parsed : {};
  const model = 'model' in fields ? fields.model : null;
  return canonicalJson([model, 'added_tokens' in fields ? fields.added_tokens : null]);
}

const unlike = ({ folder }: CheckpointFiles, what: string, remedy: string) =>
  new RequestError({ where: folder, what, remedy });

const none = { where: 'combining models', what: 'there is no model', remedy: 'Name at least two.' };
const shapeRemedy = 'Combine models that were trained from one base model.';
const headRemedy = 'Take models with one head, `head: leave`, or the head of one of them: `head: { of: FOLDER }`.';
