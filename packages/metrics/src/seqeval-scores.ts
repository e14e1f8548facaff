import { type ChunkRules, lenientChunks } from './chunks.ts';

/** Precision, recall and F1 of chunks, in percent. */
export interface SeqevalScores {
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
}

type Sentences = readonly (readonly string[])[];

/**
 * seqeval's micro-averaged scores of tagged sentences, by the rules of one of its two eras. 0 where nothing was found
 * or there is nothing to find. Sentences are laid end to end with an O between, as seqeval does: where the lengths of a
 * sentence differ, all later chunks stand at other places and count as wrong (seqeval 1 refuses such sentences).
 */
export function seqevalScores(gold: Sentences, predicted: Sentences, rules: ChunkRules): SeqevalScores {
  const wanted = new Set(chunkKeys(gold, rules));
  const found = chunkKeys(predicted, rules);
  const right = found.filter((key) => wanted.has(key)).length;
  const precision = found.length > 0 ? right / found.length : 0;
  const recall = wanted.size > 0 ? right / wanted.size : 0;
  const f1 = right > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { f1: 100 * f1, precision: 100 * precision, recall: 100 * recall };
}

/** Chunks of sentences that are laid end to end, each as its place and type. */
export const chunkKeys = (sentences: Sentences, rules: ChunkRules): readonly string[] =>
  lenientChunks(
    sentences.flatMap((tags) => [...tags, 'O']),
    rules,
  ).map(({ type, start, end }) => `${start} ${end} ${type}`);
