import type { NumberTexts } from '@stopover/files';

/** What the graph builders need of a checkpoint's config.json. */
export interface EncoderConfig {
  readonly modelType: string;
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediateSize: number;
  /** Rows of the position table; 0 where there is none. */
  readonly positions: number;
  /** Longest sequence in tokens, special tokens included. */
  readonly maxLength: number;
  /** Rows of the type table; 0 where there is none. */
  readonly typeVocabSize: number;
  readonly layerNormEpsilon: number;
  readonly padId: number;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  readonly classifierDropout: number;
  readonly initializerRange: number;
  /** The file as it was read, and defaults of what it does not say: what Stopover does not use is written back unchanged. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** How the file wrote its numbers, where JavaScript would write them otherwise. */
  readonly numbers?: NumberTexts;
}
