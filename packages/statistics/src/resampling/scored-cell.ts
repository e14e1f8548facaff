/** What the resampling reads of one evaluation: where it stands in the design, and its scores. */
export interface ScoredCell {
  /** BCP 47. */
  readonly language: string;
  readonly arm: string;
  /** Name of the intermediate; `none` in the arms without one. */
  readonly intermediate: string;
  /** Labelled target-language examples used in training; 0 in the zero-shot arms. */
  readonly shots: number;
  /** Which draw of the shots; 0 where there are none. */
  readonly bucket: number;
  readonly seed: number;
  /** Every metric of the task by name, in the metric's unit. */
  readonly scores: Readonly<Record<string, number>>;
  /** Ids of the items, the same in every cell of one target and language, in the same order. */
  readonly ids: readonly string[];
  /** The cluster of each item (a paragraph, a premise), which is drawn and swapped whole; each item its own without. */
  readonly groups?: readonly string[];
  /** Headline score per item, in the metric's unit; null where the metric does not decompose. */
  readonly items: Float64Array | null;
}
