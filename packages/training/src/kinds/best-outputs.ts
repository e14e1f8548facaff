import { argmax } from '../evaluation/decode.ts';
import type { Answering, HeadAnswer, LogitsBatch } from './kind-parts.ts';

/** The largest output of each example, by its index: a class or a choice. */
export async function bestOutputs(
  logits: AsyncIterable<LogitsBatch>,
  { examples }: Answering<unknown>,
): Promise<readonly HeadAnswer[]> {
  const best = new Array<number>(examples.length).fill(0);
  for await (const { batch, logits: scores } of logits) {
    const size = scores.shape[1] ?? 0;
    batch.forEach(({ item }, row) => {
      best[item] = argmax(scores.data, row * size, size);
    });
  }
  return best.map((prediction) => ({ prediction }));
}
