import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RequestError, type Source } from '@stopover/core';
import { hashFile } from '@stopover/files';
import type { Plan } from './plan.ts';
import type { Study } from './study-file.ts';

/** Files that say what a tokenizer does. */
const tokenizerFiles = ['special_tokens_map.json', 'tokenizer.json', 'tokenizer.json.gz', 'tokenizer_config.json'];

/**
 * Finds a study's base model and takes its hashes: in keys it is known by its bytes alone, not by its name or place.
 * A name that starts with `.` or `/` is a folder, beside the study file.
 * @throws RequestError when the source has no such model or the folder lacks one of its files.
 */
export async function findBaseModel(study: Study, source: Source): Promise<Plan['model']> {
  const isFolder = /^[./]/.test(study.model);
  const folder = isFolder ? resolve(dirname(study.file), study.model) : await source.model(study.model);
  const present = await readdir(folder).catch((): string[] => []);
  const weights = present.filter((name) => name.endsWith('.safetensors') || name.endsWith('.safetensors.index.json'));
  const lacking = [
    ...(present.includes('config.json') ? [] : ['config.json']),
    ...(present.includes('tokenizer.json') || present.includes('tokenizer.json.gz') ? [] : ['tokenizer.json']),
    ...(weights.some((name) => name.endsWith('.safetensors')) ? [] : ['model.safetensors']),
  ];
  if (lacking.length > 0) {
    const what = `the folder ${folder} of model ${study.model} has no ${lacking.join(', no ')}`;
    const remedy = 'Name a hub id, or a folder with config.json, model.safetensors and tokenizer.json.';
    throw new RequestError({ where: study.where('model'), what, remedy });
  }
  const inFolder = (names: readonly string[]) => names.map((name) => join(folder, name));
  return {
    id: study.model,
    folder,
    hash: await hashFiles(inFolder(['config.json', ...weights.sort()])),
    tokenizer: await hashFiles(inFolder(tokenizerFiles.filter((name) => present.includes(name)))),
  };
}

/** SHA-256 over the names and the bytes of files, hex. */
async function hashFiles(paths: readonly string[]): Promise<string> {
  const all = createHash('sha256');
  for (const path of paths) {
    all.update(`${basename(path)} ${await hashFile(path)}\n`);
  }
  return all.digest('hex');
}
