import { type OpenTranslator, StopoverError } from '@stopover/core';
import { SentenceCache } from './sentence-cache.ts';

/** What it takes to translate the sentences of a stage. */
export interface TranslateOptions {
  /** Name of the translator. */
  readonly use: string;
  readonly translator: OpenTranslator;
  readonly from: string;
  readonly to: string;
  /** Folder of the caches. */
  readonly cache: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, all: number) => void;
}

/** Translations of distinct sentences, and what was done for them. */
export interface TranslatedSentences {
  readonly lookup: ReadonlyMap<string, string>;
  /** Translated now. */
  readonly made: number;
  /** Found in the cache. */
  readonly cached: number;
  /** Entries of the cache that were damaged. */
  readonly broken: number;
}

/**
 * Translates each sentence once, taking from the cache what it has and adding what it has not, batch by batch; undefined
 * when the signal stopped it.
 * @throws StopoverError when the translator gives another number of sentences, and what it throws.
 */
export async function translateSentences(
  sentences: Iterable<string>,
  { use, translator, from, to, cache: root, signal, onProgress }: TranslateOptions,
): Promise<TranslatedSentences | undefined> {
  const cache = await SentenceCache.open(root, { use, identity: translator.identity, from, to });
  const wanted = [...new Set(sentences)];
  const lacking = wanted.filter((sentence) => cache.get(sentence) === undefined);
  const cached = wanted.length - lacking.length;
  const { batch } = translator;
  for (let at = 0; at < lacking.length; at += batch) {
    if (signal?.aborted) return undefined;
    const part = lacking.slice(at, at + batch);
    const given = await translator.translate(part, from, to, signal);
    if (signal?.aborted) return undefined;
    if (given.length !== part.length) throw unequal(part.length, given.length, from, to);
    await cache.add(new Map(part.map((sentence, i) => [sentence, given[i] ?? ''])));
    onProgress?.(cached + at + part.length, wanted.length);
  }
  const lookup = new Map(wanted.map((sentence) => [sentence, cache.get(sentence) ?? '']));
  return { lookup, made: lacking.length, cached, broken: cache.broken };
}

const unequal = (asked: number, given: number, from: string, to: string): StopoverError =>
  new StopoverError({
    where: `translating ${from} into ${to}`,
    what: `${asked} sentences were given and ${given} came back`,
    remedy: 'Correct the translator: it must answer each sentence with one.',
  });
