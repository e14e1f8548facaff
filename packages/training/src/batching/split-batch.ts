import type { Backend } from '@stopover/core';
import type { Feature } from '@stopover/text';

/**
 * Tokens of a training pass, about. A pass keeps what its gradient needs, some 600 kB a token at 12 layers of 384, and on
 * a processor what a layer writes of a larger one has left the cache: twice as many tokens take a tenth longer each.
 */
const tokensOfPass = 2048;

/**
 * The passes that a batch is trained in: the whole batch, or, on a processor and beyond 2,048 tokens, as few as have no
 * more, about as large as each other, with sequences of similar length beside each other so that less is padded. The losses of the
 * passes make the batch's (`passShares`). Pairs of queries and documents stay together: each is a rival of the others.
 */
export function splitBatch(
  batch: readonly Feature[],
  { training }: Pick<Backend, 'training'>,
): readonly (readonly Feature[])[] {
  const tokens = batch.reduce((sum, feature) => sum + tokensOf(feature), 0);
  const whole = training.state !== 'host' || batch.some(({ kind }) => kind === 'pair');
  const count = whole ? 1 : Math.ceil(tokens / tokensOfPass);
  if (count <= 1) return [batch];
  const passes = Array.from({ length: count }, (): Feature[] => []);
  let before = 0;
  for (const feature of batch.toSorted((a, b) => longestOf(b) - longestOf(a))) {
    const own = tokensOf(feature);
    // By the middle of it, so that rounding does not always fall to one side.
    passes[Math.floor(((before + own / 2) / tokens) * count)]?.push(feature);
    before += own;
  }
  return passes.filter((pass) => pass.length > 0);
}

/** Tokens of a feature's sequences. */
export const tokensOf = ({ sequences }: Feature): number => sequences.reduce((sum, { length }) => sum + length, 0);

const longestOf = ({ sequences }: Feature): number => sequences.reduce((most, { length }) => Math.max(most, length), 0);
