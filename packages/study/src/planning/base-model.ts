import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DataError, RequestError, type Source } from '@stopover/core';
import { hashFiles, hashOnce, namesIn } from '@stopover/files';
import { unreadWeights } from '@stopover/hub';
import { tokenizerHash } from '@stopover/text';
import type { PlannedModel } from '../records/plan.ts';
import type { Study } from '../study-file/study.ts';

/** Files that say what a tokenizer does. */
const tokenizerFiles = ['special_tokens_map.json', 'tokenizer.json', 'tokenizer.json.gz', 'tokenizer_config.json'];

const isWeights = (name: string): boolean => name.endsWith('.safetensors') || name.endsWith('.safetensors.index.json');

/**
 * Finds a base model of a study, or a ready checkpoint, and takes its hashes: in keys it is known by its bytes alone, not by its name or place.
 * A name that starts with `.` or `/` is a folder, beside the study file.
 * @throws RequestError when the source has no such model or the folder lacks one of its files.
 */
export async function findModel(
  study: Pick<Study, 'file'>,
  source: Source,
  { id, where }: { readonly id: string; readonly where: string },
): Promise<Omit<PlannedModel, 'size'>> {
  const isFolder = /^[./]/.test(id);
  const folder = isFolder ? resolve(dirname(study.file), id) : await source.model(id);
  const present = await readdir(folder).catch((): string[] => []);
  const weights = present.filter(isWeights);
  if (present.includes('adapter_config.json')) {
    const what = `the folder ${folder} of model ${id} holds an adapter, and not a whole model`;
    const remedy = '`stopover export --merge --model FOLDER --out DIR` makes a whole one of it.';
    throw new RequestError({ where, what, remedy });
  }
  const lacking = [
    ...(present.includes('config.json') ? [] : ['config.json']),
    ...(present.includes('tokenizer.json') || present.includes('tokenizer.json.gz') ? [] : ['tokenizer.json']),
    ...(weights.some((name) => name.endsWith('.safetensors')) ? [] : ['model.safetensors']),
  ];
  if (lacking.length > 0) {
    const what = `the folder ${folder} of model ${id} has no ${lacking.join(', no ')}`;
    const unread = lacking.includes('model.safetensors') ? unreadWeights(present) : undefined;
    const remedy = unread ?? 'Name a hub id, or a folder with config.json, model.safetensors and tokenizer.json.';
    throw new RequestError({ where, what, remedy });
  }
  return { id, folder, ...(await hashModel(folder)) };
}

/** SHA-256 of a model folder's config.json and weights, and of its tokenizer's files. */
async function hashModel(folder: string): Promise<Pick<PlannedModel, 'hash' | 'tokenizer'>> {
  const present = await namesIn(folder);
  const inFolder = (names: readonly string[]) => names.map((name) => join(folder, name));
  return {
    hash: await hashFiles(inFolder(['config.json', ...present.filter(isWeights).sort()])),
    tokenizer: await hashFiles(inFolder(tokenizerFiles.filter((name) => present.includes(name)))),
  };
}

/**
 * Compares the base model's files with what a stage's key says of them.
 * @throws DataError when it is not the one that the study was planned with.
 */
export async function verifyBaseModel(folder: string, base: string, tokenizer: string): Promise<void> {
  const seen = await hashModel(folder);
  const what =
    seen.hash !== base
      ? 'the base model'
      : seen.tokenizer !== tokenizer && !(await isTokenizer(folder, tokenizer)) && 'its tokenizer';
  if (!what) return;
  throw new DataError({
    where: folder,
    what: `${what} is not the one that the study was planned with: its files have changed since`,
    remedy: 'Run `stopover run STUDY.yaml` again: it plans with the model there is now. Or bring the files back.',
  });
}

/** Whether a hash is the one that the tokenizer knows itself by: of its tokenizer.json, uncompressed. */
async function isTokenizer(folder: string, hash: string): Promise<boolean> {
  const plain = join(folder, 'tokenizer.json');
  if (existsSync(plain) && (await hashOnce(plain)) === hash) return true;
  return (await tokenizerHash(folder).catch(() => undefined)) === hash;
}
