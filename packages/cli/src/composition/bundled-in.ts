import type { Bundled, Source } from '@stopover/core';

/** What comes with the packages of all sources: that two of them name a thing alike is refused where they are loaded. */
export function bundledIn(sources: readonly Source[]): Bundled {
  const all = sources.flatMap(({ capabilities: { bundled } }) => bundled ?? []);
  return {
    models: Object.assign({}, ...all.map(({ models }) => models)),
    tokenizers: Object.assign({}, ...all.map(({ tokenizers }) => tokenizers)),
    texts: Object.assign({}, ...all.map(({ texts }) => texts)),
  };
}
