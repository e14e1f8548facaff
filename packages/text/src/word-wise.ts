import { z } from 'zod';

/** Look at one character and its marks. */
const local = z.enum(['Precompiled', 'BertNormalizer', 'NFC', 'NFD', 'NFKC', 'NFKD', 'Nmt', 'Lowercase']);
/** Of sentencepiece's models; it touches no single blank. */
const collapsing = z.object({
  type: z.literal('Replace'),
  pattern: z.object({ Regex: z.literal(' {2,}') }),
  content: z.literal(' '),
});
const dividing = z.object({ type: z.enum(['WhitespaceSplit', 'BertPreTokenizer']) });
const metaspace = z.object({ type: z.literal('Metaspace'), prepend_scheme: z.enum(['always', 'never']) });
const pipeline = z.object({
  normalizer: z.array(z.union([z.object({ type: local }), collapsing])),
  pre_tokenizer: z.tuple([dividing]).rest(z.union([dividing, metaspace])),
  post_processor: z.array(z.object({ type: z.enum(['TemplateProcessing', 'BertProcessing']) })),
  model: z.object({ type: z.enum(['Unigram', 'WordPiece', 'WordLevel', 'BPE']), dropout: z.literal(0).nullish() }),
});
const plainToken = z.object({
  content: z.string().min(1),
  special: z.literal(true),
  normalized: z.literal(false),
  lstrip: z.literal(false),
  rstrip: z.literal(false),
  single_word: z.literal(false),
});

/** The parts of a tokenizer.json that decide whether words may be encoded alone. */
export interface Pipeline {
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
  readonly normalizer?: unknown;
  readonly pre_tokenizer?: unknown;
  readonly post_processor?: unknown;
  readonly model: object;
}

/** How words are encoded alone. */
export interface WordWise {
  /** A special token that parts the words in a line, and its id. */
  readonly separator: { readonly id: number; readonly content: string };
  /** Texts with one of these in them are encoded as they are: an added token may take blanks with it. */
  readonly added: readonly string[];
}

/**
 * How words are encoded alone where the tokens of a text are those of its words, one after the other: what normalizes
 * looks at a character and its marks, what divides begins with blanks, and nothing else reaches over one. Undefined for
 * a tokenizer of which this is not known. `separator`: the id of a special token.
 */
export function wordWiseOf(json: Pipeline, separator: number): WordWise | undefined {
  const known = pipeline.safeParse({
    normalizer: stepsOf(json.normalizer, 'normalizers'),
    pre_tokenizer: stepsOf(json.pre_tokenizer, 'pretokenizers'),
    post_processor: stepsOf(json.post_processor, 'processors'),
    model: json.model,
  });
  const { added_tokens: added } = json;
  const token = added.find(({ id }) => id === separator);
  const plain = plainToken.safeParse(token).success;
  const raw = added.every((one) => plainToken.pick({ normalized: true }).safeParse(one).success);
  if (!known.success || !raw || !token || !plain) return undefined;
  return { separator: token, added: added.map(({ content }) => content) };
}

const sequence = z.looseObject({ type: z.literal('Sequence') });

/** The steps of a sequence, or one step as a list. */
function stepsOf(step: unknown, key: string): unknown {
  if (step === null || step === undefined) return [];
  const several = sequence.safeParse(step);
  return several.success ? several.data[key] : [step];
}
