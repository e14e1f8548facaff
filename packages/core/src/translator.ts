/** Turns sentences of one language into another. Results are cached by sentence, by the caller. */
export interface Translator {
  readonly name: string;
  /** Whether the pair (BCP 47 tags) is served, or why not. */
  supports(from: string, to: string): Promise<true | string>;
  /** One output per input, in order. */
  translate(sentences: readonly string[], from: string, to: string): Promise<readonly string[]>;
}
