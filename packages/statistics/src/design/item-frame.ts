import { DataError } from '@stopover/core';

/** The items of one language, in the order in which runs score them. */
export interface LanguageItems {
  /** BCP 47. */
  readonly language: string;
  /**
   * The cluster of each item: questions of one paragraph, hypotheses of one premise. Items without company have their
   * own id. Equal in two languages only where the test is parallel: see `clustersOf`.
   */
  readonly clusters: readonly string[];
}

/** A language of a frame: where its items stand among the clusters of all languages. */
export interface FrameLanguage {
  readonly language: string;
  /** For each item its cluster, as a place in `clusters`. */
  readonly clusterOf: Int32Array;
  /** For each cluster of this language its number in the frame. */
  readonly clusters: Int32Array;
  /** Items of each cluster in this language. */
  readonly sizes: Float64Array;
}

/** What is resampled: the clusters of items of one target, over all its languages. */
export interface ItemFrame {
  readonly languages: ReadonlyMap<string, FrameLanguage>;
  /** Clusters of all languages; one that several languages share counts once. */
  readonly size: number;
}

/**
 * Names of clusters that are safe to compare over languages: the group itself where the test is parallel, else with its
 * language in front, so that `17` in German and `17` in Swahili are two things.
 */
export const clustersOf = (language: string, groups: readonly string[], parallel: boolean): readonly string[] =>
  parallel ? groups : groups.map((group) => `${language} ${group}`);

/**
 * Numbers the clusters of all languages.
 * @throws DataError when a language stands there twice or has no item.
 */
export function itemFrame(languages: readonly LanguageItems[]): ItemFrame {
  const numbers = new Map<string, number>();
  const found = new Map<string, FrameLanguage>();
  for (const { language, clusters } of languages) {
    if (found.has(language) || clusters.length === 0) throw unusable(language, clusters.length);
    const places = new Map<number, number>();
    const sizes: number[] = [];
    const clusterOf = Int32Array.from(clusters, (name) => {
      const place = placeOf(places, placeOf(numbers, name));
      sizes[place] = (sizes[place] ?? 0) + 1;
      return place;
    });
    found.set(language, {
      language,
      clusterOf,
      clusters: Int32Array.from(places.keys()),
      sizes: Float64Array.from(sizes),
    });
  }
  return { languages: found, size: numbers.size };
}

function placeOf<K>(places: Map<K, number>, key: K): number {
  const place = places.get(key) ?? places.size;
  places.set(key, place);
  return place;
}

const unusable = (language: string, items: number): DataError =>
  new DataError({
    where: `items in ${language}`,
    what: items === 0 ? 'there are none' : 'they are listed twice',
    remedy: 'Give each language once, with the cluster of each of its items.',
  });
