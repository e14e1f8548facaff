import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import {
  definePlugin,
  messageOf,
  type OpenTranslator,
  RequestError,
  type Translator,
  type TranslatorPlace,
} from '@stopover/core';
import { iso639Of } from '@stopover/translation';
import { z } from 'zod';
import { codeAmong } from './languages.ts';

/** What Transformers.js puts behind a file's name for each type of number. */
const endings = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
} as const;

const settingsSchema = z.strictObject({
  /** A repository of the hub with ONNX files, or a folder when it starts with `.` or `/`. */
  model: z.string().min(1),
  dtype: z.enum(['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4']).default('fp32'),
  /** From and to which language (BCP 47) a model of one pair translates; the name of an Opus-MT model says it. */
  pair: z.tuple([z.string(), z.string()]).optional(),
  /** The model's own codes, where ours do not fit: BCP 47 tag → code. */
  codes: z.record(z.string(), z.string()).default({}),
  /** Sentences that pass through the model together. */
  batchSize: z.int().positive().default(16),
  /** Tokens of the longest translation. */
  maxTokens: z.int().positive().default(256),
});
type Settings = z.infer<typeof settingsSchema>;

/** NLLB, M2M100, mBART and Opus-MT checkpoints, on the processor, through Transformers.js. */
export const transformers = (): Translator => ({
  name: 'transformers',
  fields: Object.keys(settingsSchema.shape),
  probe: async () => {
    try {
      const { env } = await import('@xenova/transformers');
      return { ok: true, detail: `Transformers.js ${env.version}` };
    } catch (error) {
      return {
        ok: false,
        reason: `Transformers.js cannot be loaded (${messageOf(error)})`,
        fix: 'Run `npm install` again.',
      };
    }
  },
  open: async (settings, place) => openModel(settingsSchema.parse(settings), place),
});

export default definePlugin({ name: '@stopover/translator-transformers', translators: [transformers()] });

async function openModel(settings: Settings, place: TranslatorPlace): Promise<OpenTranslator> {
  const folder = await modelFolder(settings, place);
  const { env } = await import('@xenova/transformers');
  const { model: _, batchSize, ...own } = settings;
  let opening: Promise<Opened> | undefined;
  const opened = () => {
    opening ??= load(folder, settings);
    return opening;
  };
  return {
    // By its bytes, wherever it comes from; padding may change the last bits of a batch, so its size is in it.
    identity: { files: await hashes(folder, settings), ...own, batchSize, library: env.version ?? '' },
    batch: batchSize * 8,
    supports: async (from, to) => {
      try {
        const found = codesOf(await opened(), settings, from, to);
        return typeof found === 'string' ? found : true;
      } catch (error) {
        return messageOf(error);
      }
    },
    translate: async (sentences, from, to, signal) => {
      const { translate, tokens, longest } = await opened();
      const codes = codesOf(await opened(), settings, from, to);
      if (typeof codes === 'string')
        throw new RequestError({
          where: `model ${settings.model}`,
          what: codes,
          remedy: 'Name another model or language.',
        });
      const done: string[] = [];
      for (let at = 0; at < sentences.length && !signal?.aborted; at += batchSize) {
        const part = sentences.slice(at, at + batchSize);
        const given = await translate(
          part.map((sentence) => codes.prefix + sentence),
          { ...codes.options, max_new_tokens: settings.maxTokens },
        );
        // What was cut, before or behind, is no translation: an empty one is counted as lost.
        done.push(
          ...given.map((text, i) =>
            tokens(part[i] ?? '') > longest || tokens(text) >= settings.maxTokens ? '' : text,
          ),
        );
      }
      return done;
    },
    [Symbol.asyncDispose]: async () => (await opening?.catch(() => undefined))?.dispose(),
  };
}

const filesOf = ({ dtype }: Settings) => {
  const models = ['encoder_model', 'decoder_model_merged'].map((name) => `onnx/${name}${endings[dtype]}.onnx`);
  return {
    required: ['config.json', 'tokenizer.json', 'tokenizer_config.json', ...models],
    optional: ['generation_config.json', ...models.map((name) => `${name}_data`)],
  };
};

async function modelFolder(settings: Settings, { folder, source }: TranslatorPlace): Promise<string> {
  const { model } = settings;
  const { required, optional } = filesOf(settings);
  const where = `model ${model}`;
  if (!/^[./]/.test(model)) {
    const { files } = source.capabilities;
    if (files) return files(model, { required, optional });
    throw new RequestError({
      where,
      what: `the source ${source.name} has no such models`,
      remedy: 'Give a folder, or read from the hub or a mirror.',
    });
  }
  const path = resolve(folder, model);
  const missing: string[] = [];
  for (const name of required) if (!(await isThere(join(path, name)))) missing.push(name);
  if (missing.length === 0) return path;
  throw new RequestError({
    where,
    what: `the folder ${path} has no ${missing.join(', no ')}`,
    remedy: 'Export the model for Transformers.js, or choose another `dtype`.',
  });
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** SHA-256 of the model's files by name. */
async function hashes(folder: string, settings: Settings): Promise<Record<string, string>> {
  const { required, optional } = filesOf(settings);
  const found: Record<string, string> = {};
  for (const name of [...required, ...optional]) {
    const path = join(folder, name);
    if (!(await isThere(path))) continue;
    const hash = createHash('sha256');
    for await (const part of createReadStream(path)) hash.update(part);
    found[name] = hash.digest('hex');
  }
  return found;
}

/** A loaded model. */
interface Opened {
  /** Language codes of the tokenizer; empty for a model of one pair. */
  readonly languages: readonly string[];
  /** Codes that a Marian model wants before the text: `>>spa<<`. */
  readonly prefixes: readonly string[];
  readonly translate: (texts: string[], options: Record<string, unknown>) => Promise<readonly string[]>;
  readonly tokens: (text: string) => number;
  /** Tokens that the model reads. */
  readonly longest: number;
  readonly dispose: () => Promise<void>;
}

const outputSchema = z.array(z.object({ translation_text: z.string() }));
const tokenizerSchema = z.object({
  language_codes: z.array(z.string()).optional(),
  supported_language_codes: z.array(z.string()).optional(),
  model_max_length: z.number().optional(),
});

async function load(folder: string, { dtype }: Settings): Promise<Opened> {
  const { env, pipeline } = await import('@xenova/transformers');
  // Nothing is fetched here: the files are there.
  env.allowRemoteModels = false;
  env.localModelPath = dirname(folder);
  const run = await pipeline('translation', basename(folder), { device: 'cpu', dtype });
  const { tokenizer } = run;
  const facts = tokenizerSchema.parse({ ...tokenizer });
  return {
    languages: facts.language_codes ?? [],
    prefixes: facts.supported_language_codes ?? [],
    translate: async (texts, options) =>
      outputSchema.parse(await run(texts, { ...options })).map(({ translation_text }) => translation_text),
    tokens: (text) => tokenizer.encode(text).length,
    longest: Math.min(facts.model_max_length ?? 512, 1e6),
    dispose: async () => run.dispose(),
  };
}

interface Codes {
  readonly options: Readonly<Record<string, string>>;
  readonly prefix: string;
}

/** How the model is told of the pair, or why it does not have it. */
function codesOf(
  { languages, prefixes }: Opened,
  { model, pair, codes }: Settings,
  from: string,
  to: string,
): Codes | string {
  const own = new Map(Object.entries(codes));
  if (languages.length > 0) {
    const src = own.get(from) ?? codeAmong(languages, from);
    const tgt = own.get(to) ?? codeAmong(languages, to);
    if (src !== undefined && tgt !== undefined) return { options: { src_lang: src, tgt_lang: tgt }, prefix: '' };
    return `it has no ${src === undefined ? from : to} among its ${languages.length} languages`;
  }
  const named = /opus-mt-([a-z]{2,3})-([a-z]{2,3})$/.exec(model)?.slice(1) ?? [];
  const [source, target] = pair ?? named;
  const code =
    own.get(to) ?? [iso639Of(to), new Intl.Locale(to).language].find((one) => prefixes.includes(`>>${one}<<`));
  if (code !== undefined && prefixes.includes(`>>${code}<<`)) {
    if (source === undefined || source === from) return { options: {}, prefix: `>>${code}<< ` };
    return `it translates from ${source}`;
  }
  if (source === undefined || target === undefined)
    return 'its name does not say which pair it translates: write `pair: [en, es]`';
  return source === from && target === to ? { options: {}, prefix: '' } : `it translates from ${source} into ${target}`;
}
