import { DataError, messageOf } from '@stopover/core';
import { z } from 'zod';
import { type WordWise, wordWiseOf } from './word-wise.ts';

/** The special tokens that an encoder is trained with, by id. */
export interface SpecialIds {
  readonly bos: number;
  readonly eos: number;
  readonly pad: number;
  readonly mask: number;
  readonly unk: number;
}

/** A post-processor's template: the places of the sequences, and ids of the special tokens around them. */
export type Template = readonly ('A' | 'B' | number)[];

/** What a tokenizer.json says beside its vocabulary. */
export interface TokenizerFacts {
  /** Every id is below it. */
  readonly size: number;
  readonly special: SpecialIds;
  readonly single: Template;
  readonly pair: Template;
  /** Part of the pair's template from which its tokens are numbered 1, as BERT's are; undefined where none is. */
  readonly second: number | undefined;
  readonly added: readonly AddedToken[];
  /** How words are encoded alone; undefined where a text's tokens may be others than its words'. */
  readonly words: WordWise | undefined;
}

const addedToken = z.looseObject({ id: z.int().min(0), content: z.string(), special: z.boolean() });
export type AddedToken = z.infer<typeof addedToken>;

const piece = z.union([
  z.object({ SpecialToken: z.object({ id: z.string(), type_id: z.int().default(0) }) }),
  z.object({ Sequence: z.object({ id: z.enum(['A', 'B']), type_id: z.int().default(0) }) }),
]);
const marked = z.tuple([z.string(), z.int().min(0)]);
const processor = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('TemplateProcessing'),
    single: z.array(piece),
    pair: z.array(piece),
    special_tokens: z.record(z.string(), z.object({ ids: z.array(z.int().min(0)) })),
  }),
  z.object({ type: z.literal('BertProcessing'), sep: marked, cls: marked }),
  z.object({ type: z.literal('RobertaProcessing'), sep: marked, cls: marked }),
]);
const tokenizerJson = z.object({
  added_tokens: z.array(addedToken),
  normalizer: z.unknown(),
  pre_tokenizer: z.unknown(),
  post_processor: z.unknown(),
  model: z.looseObject({
    // Unigram has a list of pieces, the others a map from piece to id.
    vocab: z.union([z.array(z.unknown()), z.record(z.string(), z.int().min(0))]),
    unk_id: z.int().min(0).nullish(),
  }),
});

/** Names of the special tokens in the two families: sentencepiece's and BERT's. */
const names = { pad: ['<pad>', '[PAD]'], mask: ['<mask>', '[MASK]'], unk: ['<unk>', '[UNK]'] } as const;

/**
 * Reads what is needed from a tokenizer.json. `where` names the file.
 * @throws DataError when it is not one, has no template of special tokens, or lacks one of them.
 */
export function tokenizerFacts(json: string, where: string): TokenizerFacts {
  const broken = (what: string, cause?: unknown) =>
    new DataError(
      { where, what, remedy: 'Save the tokenizer again with a fast tokenizer of transformers.' },
      { cause },
    );
  const parsed = parse(json, broken);
  const { added_tokens: added, model } = parsed;
  const ids = new Map(added.map(({ content, id }) => [content, id]));
  const templates = templatesOf(parsed.post_processor);
  if (!templates) throw broken('its post-processor puts no special tokens around a sequence');
  const bos = templates.single.find((part) => typeof part === 'number');
  const eos = templates.single.findLast((part) => typeof part === 'number');
  const named = (token: keyof typeof names) => {
    const id = names[token].map((name) => ids.get(name)).find((known) => known !== undefined);
    if (id === undefined) throw broken(`it has no ${names[token].join(' or ')} token`);
    return id;
  };
  if (bos === undefined || eos === undefined) throw broken('its template has no special token');
  const unk = model.unk_id ?? named('unk');
  const special = { bos, eos, pad: named('pad'), mask: named('mask'), unk };
  return { size: sizeOf(model.vocab, added), special, added, words: wordWiseOf(parsed, eos), ...templates };
}

function parse(json: string, broken: (what: string, cause?: unknown) => DataError): z.infer<typeof tokenizerJson> {
  try {
    return tokenizerJson.parse(JSON.parse(json));
  } catch (cause) {
    const what = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause);
    throw broken(`it is not a tokenizer.json (${what})`, cause);
  }
}

function sizeOf(vocab: readonly unknown[] | Readonly<Record<string, number>>, added: readonly AddedToken[]): number {
  let size = 0;
  if (isList(vocab)) size = vocab.length;
  else for (const id of Object.values(vocab)) size = Math.max(size, id + 1);
  for (const { id } of added) size = Math.max(size, id + 1);
  return size;
}

// Array.isArray does not narrow a readonly array away.
const isList = (value: object): value is readonly unknown[] => Array.isArray(value);

const processors = z.object({ type: z.literal('Sequence'), processors: z.array(z.unknown()) });

function templatesOf(json: unknown): Pick<TokenizerFacts, 'single' | 'pair' | 'second'> | undefined {
  const several = processors.safeParse(json);
  if (several.success) return several.data.processors.map(templatesOf).find((found) => found !== undefined);
  const one = processor.safeParse(json);
  if (!one.success) return undefined;
  const { data } = one;
  if (data.type !== 'TemplateProcessing') {
    const [cls, sep] = [data.cls[1], data.sep[1]];
    const bert = data.type === 'BertProcessing';
    const pair: Template = bert ? [cls, 'A', sep, 'B', sep] : [cls, 'A', sep, sep, 'B', sep];
    return { single: [cls, 'A', sep], pair, second: bert ? pair.indexOf('B') : undefined };
  }
  const flat = (pieces: readonly z.infer<typeof piece>[]): Template =>
    pieces.flatMap(
      (part): Template =>
        'Sequence' in part ? [part.Sequence.id] : (data.special_tokens[part.SpecialToken.id]?.ids ?? []),
    );
  const types = data.pair.map((part) => ('Sequence' in part ? part.Sequence : part.SpecialToken).type_id);
  const numbered = types.indexOf(1);
  return {
    single: flat(data.single),
    pair: flat(data.pair),
    second: numbered < 0 ? undefined : flat(data.pair.slice(0, numbered)).length,
  };
}
