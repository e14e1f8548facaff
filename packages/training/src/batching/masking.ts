import { RequestError, type Tensors } from '@stopover/core';
import type { Parameter } from '@stopover/encoders';
import { type Feature, random, type Tokenizer } from '@stopover/text';
import { layoutFeeds, type Placement, secondsOf } from './collate.ts';
import { float32, int64 } from './int64.ts';
import { pickFeeds, spansOf } from './token-places.ts';

export interface Masking {
  /** Share of the masked tokens. */
  readonly share: number;
  readonly maskId: number;
  /** Ids below this are special and, like the mask, never put in a token's place. */
  readonly firstOrdinaryId: number;
  readonly vocabSize: number;
}

/**
 * Feeds of a masked-language-modelling batch. Of the tokens drawn, 80 % become the mask, 10 % another token and 10 %
 * stay (Devlin et al. 2019). Where nothing is drawn, the first maskable token is.
 */
export function maskedFeeds(
  features: readonly Extract<Feature, { kind: 'mlm' }>[],
  placement: Placement,
  masking: Masking,
  seed: number,
): Tensors {
  const draw = random(seed);
  const sequences = features.map((f) => f.sequences[0]);
  const { starts, tokens } = spansOf(sequences);
  const picked: number[] = [];
  const labels: number[] = [];
  const corrupted = features.map((feature, row) => {
    const ids = Int32Array.from(feature.sequences[0]);
    const guess = (n: number) => {
      picked.push((starts[row] ?? 0) + n);
      labels.push(ids[n] ?? 0);
      const u = draw();
      if (u < 0.8) ids[n] = masking.maskId;
      else if (u < 0.9) ids[n] = ordinaryId(masking, draw());
    };
    feature.maskable.forEach((may, n) => {
      if (may === 1 && draw() < masking.share) guess(n);
    });
    return { ids, guess };
  });
  const [first] = features;
  if (picked.length === 0 && first) corrupted[0]?.guess(Math.max(0, first.maskable.indexOf(1)));
  const weights = new Float32Array(labels.length).fill(1 / labels.length);
  return {
    ...layoutFeeds(
      corrupted.map(({ ids }) => ids),
      placement,
      secondsOf(features),
    ),
    ...pickFeeds(picked, tokens),
    labels: int64(labels),
    weights: float32(weights),
  };
}

/** The ordinary id at `u` of the way through them. BERT's mask stands just before them, XLM-R's after. */
function ordinaryId({ maskId, firstOrdinaryId, vocabSize }: Masking, u: number): number {
  const masks = maskId >= firstOrdinaryId ? 1 : 0;
  const id = firstOrdinaryId + Math.floor(u * (vocabSize - firstOrdinaryId - masks));
  return masks === 1 && id >= maskId ? id + 1 : id;
}

/**
 * BERT's masking with a tokenizer's ids; its first ordinary id follows the special tokens at the beginning.
 * @param table the model's whole token embeddings, whose rows no drawn token may pass.
 * @throws RequestError when the table has no row for the mask.
 */
export function maskingOf(
  {
    tokenizer: { special, size },
    table,
  }: { readonly tokenizer: Pick<Tokenizer, 'special' | 'size'>; readonly table: Parameter },
  share: number,
): Masking {
  const { bos, eos, pad, unk, mask } = special;
  const vocabSize = Math.min(size, table.shape[0] ?? size);
  if (mask >= vocabSize) {
    throw new RequestError({
      where: 'the tokenizer',
      what: `its mask is token ${mask}, and the model's token embeddings ends with token ${vocabSize - 1}`,
      remedy: 'Take the tokenizer of this model, or give the model a row for each token.',
    });
  }
  return { share, maskId: mask, firstOrdinaryId: Math.max(bos, eos, pad, unk) + 1, vocabSize };
}
