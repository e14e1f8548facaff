/** Text for masked-language modelling as a study file names it. */
export interface MaskedChoice {
  /** Of all steps, above 0 and below 1. */
  readonly share: number;
  /** Paths from the study file's folder, or names of texts that come with a package. */
  readonly text: readonly string[];
  /** Null: all that the text has. */
  readonly languages: readonly string[] | null;
  /** Share of a parallel text's sentences that stand beside a translation. */
  readonly pairs: number;
  readonly maxExamples: number | null;
}
