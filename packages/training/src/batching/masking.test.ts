import { xlmRoberta } from '@stopover/encoders';
import { expect, test } from 'vitest';
import { maskedFeeds } from './masking.ts';

const config = xlmRoberta.parse({
  model_type: 'xlm-roberta',
  vocab_size: 5,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 8,
  max_position_embeddings: 5000,
});

test.each([
  { where: 'before the ordinary ids, as in BERT', maskId: 3, ordinary: 4 },
  { where: 'after them, as in XLM-R', maskId: 4, ordinary: 3 },
])('the mask $where is drawn as a mask only', ({ maskId, ordinary }) => {
  const tokens = 4000;
  const feature = {
    kind: 'mlm',
    item: 0,
    sequences: [new Int32Array(tokens).fill(ordinary)],
    maskable: new Uint8Array(tokens).fill(1),
  } as const;
  const masking = { share: 1, maskId, firstOrdinaryId: 3, vocabSize: 5 };
  const { ids } = maskedFeeds([feature], { architecture: xlmRoberta, config }, masking, 1);
  const counts = new Map<number, number>();
  for (const id of ids?.data ?? []) counts.set(Number(id), (counts.get(Number(id)) ?? 0) + 1);
  expect([...counts.keys()].sort()).toEqual([3, 4]);
  // 80 % of 4,000 draws: the standard error is 0.006. Were the mask among the ordinary ids, it would be 85 %.
  expect(Math.abs((counts.get(maskId) ?? 0) / tokens - 0.8)).toBeLessThan(0.02);
});
