import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError, messageOf, RequestError } from '@stopover/core';
import { isAbsent, jsonText, numberTexts, textOf, writeAtomic } from '@stopover/files';
import type { TokenizerFacts } from './tokenizer-facts.ts';

/** A tokenizer's files as text. */
export interface TokenizerFiles {
  /** Where tokenizer.json was read. */
  readonly path: string;
  readonly tokenizer: string;
  readonly config: string | undefined;
  readonly specialTokens: string | undefined;
}

/** @throws RequestError when the folder has no tokenizer.json, DataError when it cannot be read or unpacked. */
export async function readTokenizer(folder: string): Promise<TokenizerFiles> {
  const path = join(folder, 'tokenizer.json');
  const plain = await bytesOf(path);
  const packed = plain ? undefined : await bytesOf(`${path}.gz`);
  if (!plain && !packed) {
    throw new RequestError({
      where: folder,
      what: 'there is no tokenizer.json (nor tokenizer.json.gz)',
      remedy: 'Give a model folder with a fast tokenizer; a sentencepiece model alone is not read.',
    });
  }
  const bytes = plain ?? (await unpacked(packed ?? Buffer.alloc(0), `${path}.gz`));
  return {
    path: plain ? path : `${path}.gz`,
    tokenizer: await textOf(bytes, plain ? path : `${path}.gz`),
    config: await textAt(join(folder, 'tokenizer_config.json')),
    specialTokens: await textAt(join(folder, 'special_tokens_map.json')),
  };
}

/**
 * Writes the three files; those that the tokenizer came without are made from what tokenizer.json says. `longest` goes
 * into tokenizer_config.json unless it says how long a sequence may be: other programs cut there.
 */
export async function writeTokenizer(
  folder: string,
  files: TokenizerFiles,
  facts: TokenizerFacts,
  longest?: number,
): Promise<void> {
  const tokens = specialTokens(facts);
  // With this class transformers takes everything from tokenizer.json.
  const config = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    clean_up_tokenization_spaces: false,
    // Where the template numbers all tokens alike, a model need not know segments, and some refuse them.
    ...(facts.second === undefined && { model_input_names: ['input_ids', 'attention_mask'] }),
    ...tokens,
    mask_token: { __type: 'AddedToken', ...tokens.mask_token },
  };
  await mkdir(folder, { recursive: true });
  await writeAtomic(join(folder, 'tokenizer.json'), files.tokenizer);
  const text = files.config ?? `${JSON.stringify(config, null, 2)}\n`;
  await writeAtomic(join(folder, 'tokenizer_config.json'), longest === undefined ? text : bounded(text, longest));
  const map = files.specialTokens ?? `${JSON.stringify(tokens, null, 2)}\n`;
  await writeAtomic(join(folder, 'special_tokens_map.json'), map);
}

function bounded(text: string, longest: number): string {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) return text;
  // transformers writes 1e30 where it knows no bound.
  const known = 'model_max_length' in parsed ? Number(parsed.model_max_length) : Number.POSITIVE_INFINITY;
  return `${jsonText({ ...parsed, model_max_length: Math.min(known, longest) }, numberTexts(text))}\n`;
}

function specialTokens({ special, added }: TokenizerFacts) {
  const content = new Map(added.map((token) => [token.id, token.content]));
  const mask = added.find(({ id }) => id === special.mask);
  return {
    bos_token: content.get(special.bos),
    eos_token: content.get(special.eos),
    unk_token: content.get(special.unk),
    sep_token: content.get(special.eos),
    pad_token: content.get(special.pad),
    cls_token: content.get(special.bos),
    // XLM-R's mask takes the space before it: as a plain string that would be lost.
    mask_token: mask ? withoutId(mask) : undefined,
  };
}

const withoutId = ({ id: _id, special: _special, ...token }: TokenizerFacts['added'][number]) => token;

async function textAt(path: string): Promise<string | undefined> {
  const bytes = await bytesOf(path);
  return bytes && textOf(bytes, path);
}

async function bytesOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (isAbsent(cause)) return undefined;
    const problem = { where: path, what: `it cannot be read (${messageOf(cause)})`, remedy: 'Check its permissions.' };
    throw new DataError(problem, { cause });
  }
}

async function unpacked(bytes: Buffer, where: string): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes);
  } catch (cause) {
    const problem = { where, what: `it is not a whole gzip file (${messageOf(cause)})`, remedy: 'Copy it again.' };
    throw new DataError(problem, { cause });
  }
}
