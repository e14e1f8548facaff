import { DataError, type Example, type Kind, type Passage, type Task } from '@stopover/core';
import type { ExampleCut } from '../cut.ts';
import type { FeatureOptions, FeaturePart, RetrievalFeature } from '../feature.ts';
import { joined } from '../joined.ts';
import { type Row, rowName, zip } from '../rows.ts';
import type { Tokenizer } from '../tokenizer.ts';

type Retrieval = Example<'bitext' | 'ranking'>;

export const isBitext = (example: Example<Kind>): example is Example<'bitext'> =>
  !('words' in example) && typeof example.gold === 'string';

export const isRanking = (example: Example<Kind>): example is Example<'ranking'> =>
  !('words' in example) && Array.isArray(example.gold);

/** One feature for each passage of a row, queries before documents, each cut at its end; with its context longest first. */
export async function retrievalFeatures(
  tokenizer: Tokenizer,
  task: Task<'bitext'> | Task<'ranking'>,
  rows: readonly Row<Retrieval>[],
  { maxLength, prefix = '' }: FeatureOptions,
): Promise<FeaturePart> {
  const features: RetrievalFeature[] = [];
  const cuts: ExampleCut[] = [];
  const passages = rows.flatMap((row) => passagesOf(row, rowName(task.name, row)));
  const texts = await tokenizer.ids(passages.map(({ passage }) => prefix + passage.text));
  const contexts = await tokenizer.ids(passages.map(({ passage }) => passage.context ?? ''));
  for (const [{ item, side, passage }, [text, context]] of zip(passages, [...zip(texts, contexts)])) {
    const second = passage.context === undefined ? undefined : context;
    const { sequence, tokens, lost, seconds } = joined(tokenizer, text, second, maxLength);
    const before = cuts.at(-1)?.item === item ? cuts.pop() : undefined;
    const longest = Math.max(tokens, before?.tokens ?? 0);
    cuts.push({ item, tokens: longest, lost: lost + (before?.lost ?? 0), windows: 1 });
    const id = passage.id === '' ? String(item) : passage.id;
    features.push({ kind: task.kind, item, side, id, sequences: [sequence], ...(seconds && { seconds }) });
  }
  return { features, cuts };
}

interface Side {
  readonly item: number;
  readonly side: 'query' | 'document';
  readonly passage: Passage;
}

function passagesOf({ item, example }: Row<Retrieval>, where: string): readonly Side[] {
  const { query, document } = example;
  const sides: Side[] = [];
  if (query) sides.push({ item, side: 'query', passage: query });
  if (document) sides.push({ item, side: 'document', passage: document });
  if (sides.length > 0) return sides;
  throw new DataError({ where, what: 'it has neither a query nor a document', remedy: 'Check the row.' });
}
