import type { CutCount, ExampleCut } from './cut.ts';

/**
 * One text, or one text pair, ready for the encoder: ids include the special tokens. `item` is the example's index.
 * `seconds` says for each sequence from which of its tokens on the template numbers them 1 (BERT's segments); it is
 * absent where the template numbers all alike, and for single texts.
 */
export type Feature =
  | ClassificationFeature
  | ChoiceFeature
  | SpanFeature
  | TaggingFeature
  | MlmFeature
  | RetrievalFeature
  | PairFeature;

export interface ClassificationFeature {
  readonly kind: 'classification';
  readonly item: number;
  readonly sequences: readonly [Int32Array];
  readonly seconds?: readonly [number];
  readonly label: number;
}

/** One sequence a choice, all with the same context. */
export interface ChoiceFeature {
  readonly kind: 'choice';
  readonly item: number;
  readonly sequences: readonly Int32Array[];
  readonly seconds?: readonly number[];
  readonly label: number;
}

/** One window of a context; an example may have several. */
export interface SpanFeature {
  readonly kind: 'span';
  readonly item: number;
  readonly sequences: readonly [Int32Array];
  readonly seconds?: readonly [number];
  /** Positions in the sequence of the answer's first and last token; both 0 when the window does not hold all of it. */
  readonly start: number;
  readonly end: number;
  /** Two a token: start and end in the context in UTF-16 units; -1, -1 outside the context. */
  readonly offsets: Int32Array;
  /** Which of its example's windows it is, from 0. */
  readonly window: number;
  /**
   * One a token: 1 where a token of the context has more of the context around it here than in any other window, and
   * an answer may begin: run_squad's max-context rule. A token has this in one window.
   */
  readonly widest: Uint8Array;
}

/** A sentence, or a part of a long one. */
export interface TaggingFeature {
  readonly kind: 'tagging';
  readonly item: number;
  readonly sequences: readonly [Int32Array];
  /** One a token: the tag's index on a word's first piece, -100 elsewhere. */
  readonly labels: Int32Array;
  /** One a token: the word's index in the sentence, -1 at special tokens. */
  readonly words: Int32Array;
}

export interface MlmFeature {
  readonly kind: 'mlm';
  readonly item: number;
  readonly sequences: readonly [Int32Array];
  readonly seconds?: readonly [number];
  /** One a token: 1 where it is of the text, 0 at special tokens. */
  readonly maskable: Uint8Array;
}

/** One side of a retrieval example; an example with both sides has two features. */
export interface RetrievalFeature {
  readonly kind: 'bitext' | 'ranking';
  readonly item: number;
  readonly side: 'query' | 'document';
  /** The passage's id; the example's index where the passage has none. */
  readonly id: string;
  readonly sequences: readonly [Int32Array];
  readonly seconds?: readonly [number];
}

/** A query and a right document of its, in this order: see `trainingFeatures`. */
export interface PairFeature {
  readonly kind: 'pair';
  readonly item: number;
  readonly sequences: readonly [Int32Array, Int32Array];
  readonly seconds?: readonly [number, number];
  /** The document's id. */
  readonly document: string;
  /** Ids of all documents that are right for the query. */
  readonly gold: readonly string[];
}

export interface FeatureOptions {
  /** Tokens of a sequence at most, special tokens included. */
  readonly maxLength: number;
  /**
   * Tokens from the start of one window of a context to the start of the next: `doc_stride` of run_squad.py, which
   * XTREME and jiant use (run_qa.py of later transformers gives that name to the overlap of two windows).
   */
  readonly stride: number;
  /** Rows of the model's token embeddings: a token beyond them is refused. Default: whatever the tokenizer gives. */
  readonly vocabSize?: number;
  /** Text that stands before every passage of retrieval, as an encoder may have been trained with. Default: none. */
  readonly prefix?: string;
}

/** Features of some examples, and what was cut of each, in the examples' order. */
export interface FeaturePart {
  readonly features: readonly Feature[];
  readonly cuts: readonly ExampleCut[];
}

export interface FeatureSet {
  readonly features: readonly Feature[];
  readonly cut: CutCount;
}
