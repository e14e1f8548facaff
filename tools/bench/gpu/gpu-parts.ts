// What is measured on a GPU, in the order of what is missed most where time runs out.
import { sizeOf } from '../models/sizes.ts';

/** One part of the measurement, in a process of its own. */
export interface GpuPart {
  /** As the result names it, and `--part`. */
  readonly name: string;
  /** At most, of the time that is left. */
  readonly seconds: number;
}

const backends = ['webgpu', 'cuda'] as const;

/** Every part for some sizes of model; the sizes must be known. */
export function gpuParts(sizes: readonly string[]): readonly GpuPart[] {
  const named = sizes.map((size) => sizeOf(size));
  const each = (name: (backend: string, size: string) => string, seconds: number) =>
    backends.flatMap((backend) => named.map((size) => ({ name: name(backend, size), seconds })));
  return [
    ...backends.map((backend) => ({ name: `${backend} check`, seconds: 60 })),
    ...each((backend, size) => `${backend} pace ${size} float32`, 45),
    ...named.flatMap((size) =>
      ['float32', 'tf32', 'bf16'].map((mode) => ({ name: `torch pace ${size} ${mode}`, seconds: 30 })),
    ),
    ...named.map((size) => ({ name: `webgpu pace ${size} float16`, seconds: 45 })),
    { name: 'conformance', seconds: 90 },
  ];
}

/** What a part gave, or why it gave nothing. */
export type PartOutcome = object | { readonly notAvailable: string };

/**
 * Runs parts one after the other within a time: each has its seconds or what is left of the whole, and one that is reached when
 * nothing is left says so.
 */
export async function withinTime(
  parts: readonly GpuPart[],
  seconds: number,
  run: (part: GpuPart) => Promise<PartOutcome>,
  now: () => number = () => performance.now() / 1000,
): Promise<Record<string, PartOutcome>> {
  const end = now() + seconds;
  const found: Record<string, PartOutcome> = {};
  for (const part of parts) {
    const left = Math.floor(Math.min(part.seconds, end - now()));
    found[part.name] = left < 1 ? { notAvailable: 'the time was up' } : await run({ ...part, seconds: left });
  }
  return found;
}
