import { DataError, messageOf, RequestError } from '@stopover/core';
import { jsonText, type NumberTexts, numberTexts } from '@stopover/files';
import { z } from 'zod';

const schema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.int().min(0), content: z.string() })),
  post_processor: z.unknown(),
  model: z.looseObject({
    type: z.literal('Unigram'),
    unk_id: z.int().min(0),
    vocab: z.array(z.tuple([z.string(), z.number()])),
  }),
});

type Json = z.infer<typeof schema>;

/**
 * A Unigram tokenizer.json with fewer pieces: the special tokens, the kept ids, the single characters of kept pieces,
 * and the least likely piece. Ids are numbered anew in the old order; `ids[new]` is the old id.
 * A text that is made of kept pieces is segmented as before: a best path stays the best when others go, and an unknown
 * character costs what it did, since the library derives that cost from the least likely piece.
 * @throws RequestError when the tokenizer is not Unigram or an id is not of it.
 */
export function cutTokenizer(tokenizerJson: string, keep: ReadonlySet<number>): { json: string; ids: Int32Array } {
  const tokenizer = parse(tokenizerJson);
  const { vocab } = tokenizer.model;
  const kept = keptIds(tokenizer, keep);
  const ids = Int32Array.from(kept).sort();
  const renumbered = new Map([...ids].map((old, id) => [old, id]));
  const newId = (old: number): number => {
    const id = renumbered.get(old);
    if (id === undefined) throw new Error(`token ${old} was cut away and is still referred to`);
    return id;
  };
  const cut = {
    ...tokenizer,
    added_tokens: tokenizer.added_tokens.map((token) => ({ ...token, id: newId(token.id) })),
    post_processor: renumber(tokenizer.post_processor, newId),
    model: {
      ...tokenizer.model,
      unk_id: newId(tokenizer.model.unk_id),
      vocab: vocab.filter((_, id) => renumbered.has(id)),
    },
  };
  const numbers = numberTexts(tokenizerJson);
  return { json: jsonText(cut, movedScores(numbers, ids), ''), ids };
}

/** How the numbers were written, with the scores of pieces at their new places. */
function movedScores(numbers: NumberTexts, ids: Int32Array): NumberTexts {
  const place = (id: number) => `/model/vocab/${id}/1`;
  const elsewhere = [...numbers].filter(([pointer]) => !pointer.startsWith('/model/vocab/'));
  const scores = [...ids].flatMap((old, id) => {
    const text = numbers.get(place(old));
    return text === undefined ? [] : [[place(id), text] as const];
  });
  return new Map([...elsewhere, ...scores]);
}

function parse(tokenizerJson: string): Json {
  try {
    return schema.parse(JSON.parse(tokenizerJson));
  } catch (cause) {
    const what = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause);
    throw new RequestError(
      {
        where: 'tokenizer.json',
        what: `only a Unigram tokenizer (XLM-R) can be cut: ${what}`,
        remedy: 'Choose a model of the XLM-R family, or keep its whole vocabulary.',
      },
      { cause },
    );
  }
}

function keptIds({ added_tokens, model }: Json, keep: ReadonlySet<number>): ReadonlySet<number> {
  const { vocab } = model;
  const special = new Set([model.unk_id, ...added_tokens.map(({ id }) => id)]);
  const wrong = [...keep].find((id) => vocab[id] === undefined && !special.has(id));
  if (wrong !== undefined) {
    const remedy = `Ids are whole numbers below ${vocab.length}.`;
    throw new RequestError({ where: 'pieces to keep', what: `the tokenizer has no id ${wrong}`, remedy });
  }
  const characters = new Set([...keep].filter((id) => !special.has(id)).flatMap((id) => [...(vocab[id]?.[0] ?? '')]));
  const kept = new Set([...special, ...keep]);
  let least: number | undefined;
  for (const [id, [piece, score]] of vocab.entries()) {
    if (characters.has(piece) || (model.byte_fallback === true && /^<0x[0-9A-F]{2}>$/.test(piece))) kept.add(id);
    if (score < (least === undefined ? Number.POSITIVE_INFINITY : (vocab[least]?.[1] ?? 0))) least = id;
  }
  if (least !== undefined) kept.add(least);
  return kept;
}

const template = z.looseObject({
  type: z.literal('TemplateProcessing'),
  special_tokens: z.record(z.string(), z.looseObject({ ids: z.array(z.int()) })),
});
const marks = z.looseObject({
  type: z.enum(['RobertaProcessing', 'BertProcessing']),
  sep: z.tuple([z.string(), z.int()]),
  cls: z.tuple([z.string(), z.int()]),
});
const sequence = z.looseObject({ type: z.literal('Sequence'), processors: z.array(z.unknown()) });

/** The post-processor with its special tokens under their new ids. */
function renumber(processor: unknown, newId: (old: number) => number): unknown {
  const several = sequence.safeParse(processor);
  if (several.success) {
    return { ...several.data, processors: several.data.processors.map((one) => renumber(one, newId)) };
  }
  const marked = marks.safeParse(processor);
  if (marked.success) {
    const { sep, cls } = marked.data;
    return { ...marked.data, sep: [sep[0], newId(sep[1])], cls: [cls[0], newId(cls[1])] };
  }
  const templated = template.safeParse(processor);
  if (templated.success) {
    const tokens = Object.entries(templated.data.special_tokens).map(
      ([name, token]) => [name, { ...token, ids: token.ids.map(newId) }] as const,
    );
    return { ...templated.data, special_tokens: Object.fromEntries(tokens) };
  }
  throw new DataError({
    where: 'tokenizer.json',
    what: 'its post-processor is of a kind that cannot be renumbered',
    remedy: 'Keep the whole vocabulary of this model.',
  });
}
