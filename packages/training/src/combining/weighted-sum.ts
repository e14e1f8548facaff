import { StopoverError } from '@stopover/core';
import { finiteParts, type StoredEntry, type StreamedTensor } from '@stopover/encoders';

/** A stored tensor and the factor that it has in a sum. */
export interface Term {
  readonly entry: StoredEntry;
  readonly factor: number;
}

/**
 * Σ factor · tensor ÷ `divisor` over tensors of one shape, in parts: summed in float64, rounded once to float32. Nothing
 * but a part of each is in memory.
 * @throws DataError when a number is NaN or infinite, StopoverError when the sum is.
 */
export function weightedSum(terms: readonly Term[], divisor = 1): StreamedTensor {
  const [first] = terms;
  if (!first) throw new Error('a sum has a term');
  return { shape: first.entry.shape, parts: () => summed(terms, divisor) };
}

async function* summed(terms: readonly Term[], divisor: number): AsyncGenerator<Float32Array> {
  // Parts of tensors of one shape end alike, whatever type they are stored in.
  const streams = terms.map(({ entry }) => finiteParts(entry));
  try {
    for (;;) {
      let total: Float64Array | undefined;
      for (const [i, stream] of streams.entries()) {
        const { value: part, done } = await stream.next();
        if (done) return;
        const factor = terms[i]?.factor ?? 0;
        total ??= new Float64Array(part.length);
        for (let k = 0; k < part.length; k++) total[k] = (total[k] ?? 0) + factor * (part[k] ?? 0);
      }
      if (!total) return;
      yield rounded(total, divisor, terms[0]?.entry.name ?? '');
    }
  } finally {
    for (const stream of streams) await stream.return(undefined);
  }
}

function rounded(total: Float64Array, divisor: number, name: string): Float32Array {
  const out = new Float32Array(total.length);
  for (let i = 0; i < out.length; i++) out[i] = (total[i] ?? 0) / divisor;
  if (out.every(Number.isFinite)) return out;
  throw new StopoverError({
    where: `tensor "${name}"`,
    what: 'the combined weights are beyond float32',
    remedy: 'Take smaller weights.',
  });
}
