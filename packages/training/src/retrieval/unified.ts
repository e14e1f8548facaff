import type { RetrievalFeature } from '@stopover/text';

/** A sentence and how often it stands on its side. */
export type Unified = RetrievalFeature & { readonly times: number };

/** Each different sentence once, where it stands first; two are the same when their tokens are. */
export function unified(features: readonly RetrievalFeature[]): readonly Unified[] {
  const times = new Map<string, { readonly feature: RetrievalFeature; count: number }>();
  for (const feature of features) {
    const key = feature.sequences[0].join();
    const known = times.get(key);
    if (known) known.count++;
    else times.set(key, { feature, count: 1 });
  }
  return [...times.values()].map(({ feature, count }) => ({ ...feature, times: count }));
}
