import type { Readiness } from './readiness.ts';
import type { Source } from './source.ts';

/** What a translator is opened with, beside its settings. */
export interface TranslatorPlace {
  /** Folder of the study file: relative paths of the settings start here. */
  readonly folder: string;
  /** Where models come from. */
  readonly source: Source;
}

/** A configured translator. Results are cached by sentence, by the caller. */
export interface OpenTranslator extends AsyncDisposable {
  /**
   * Everything that decides what it answers beside the sentence and the pair, as plain JSON: the model's hash, the
   * command, a version. Part of the keys of stages and of the cache, so it holds no path of one machine.
   */
  readonly identity: Readonly<Record<string, unknown>>;
  /** Sentences that suit one call. */
  readonly batch: number;
  /**
   * Whether the pair (BCP 47 tags) is served, tried by translating where that is cheap, or why not.
   * @throws RequestError when it cannot work at all, as a program that is not installed.
   */
  supports(from: string, to: string): Promise<true | string>;
  /** One output per input, in order. @throws StopoverError when one is missing. */
  translate(sentences: readonly string[], from: string, to: string, signal?: AbortSignal): Promise<readonly string[]>;
}

/** A way to turn sentences of one language into another. A study file names and configures it under `translators`. */
export interface Translator {
  readonly name: string;
  /** Names of its settings: what a misspelt one may have been meant to be. */
  readonly fields: readonly string[];
  /** Never throws. Whether it can work here at all. */
  probe(): Promise<Readiness>;
  /**
   * Reads the settings and what they name; translates nothing yet.
   * @throws an error with zod's `issues` on a wrong field, and RequestError on a thing that is not there.
   */
  open(settings: Readonly<Record<string, unknown>>, place: TranslatorPlace): Promise<OpenTranslator>;
}
