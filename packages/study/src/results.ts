import type { armNames } from './study-schema.ts';

/** The arms of a study. `multi-task` is not an arm: it is an intermediate, a mixture of all the single ones. */
export type Arm = (typeof armNames)[number];

/** One evaluated model on one target in one language. */
export interface Cell {
  readonly target: string;
  /** Name of the target's English training recipe (`default`, `copa`, `siqa-copa`); '' for a target without training. */
  readonly training: string;
  /** BCP 47. */
  readonly language: string;
  readonly arm: Arm;
  /** Name of the intermediate; `none` in the arms without one. */
  readonly intermediate: string;
  /** Labelled target-language examples used in training; 0 in the zero-shot arms. */
  readonly shots: number;
  /** Which draw of the shots; 0 where there are none. */
  readonly bucket: number;
  readonly seed: number;
  /** Every metric of the task by name; the first is the headline. */
  readonly scores: Readonly<Record<string, number>>;
  /** Ids of the items, the same in every cell of one target and language, in the same order. */
  readonly ids: readonly string[];
  /** Headline score per item, in the metric's unit; null where the metric does not decompose. */
  readonly items: Float64Array | null;
  /** Key of the evaluate stage it comes from. */
  readonly stage: string;
}

export interface TargetSummary {
  readonly name: string;
  readonly kind: string;
  /** Headline metric. */
  readonly metric: string;
  readonly range: readonly [worst: number, best: number];
  /** Items are the same in all languages: they are resampled jointly. */
  readonly parallel: boolean;
  /** Score of guessing uniformly, in the metric's unit, where it is known. */
  readonly chance: number | null;
}

export interface StageSummary {
  readonly key: string;
  readonly kind: 'train' | 'evaluate' | 'translate';
  /** What a person would call it: `mnli → xnli, seed 1`. */
  readonly title: string;
  readonly seconds: number;
  readonly steps: number;
  readonly examplesSeen: number;
  /** Labelled target-language examples it was trained on, its parents included. */
  readonly targetExamples: number;
  readonly truncated: number;
  /** How often each task was drawn in training; the text beside them is `mlm`. Absent in what earlier versions made. */
  readonly sampled?: readonly { readonly task: string; readonly steps: number; readonly examples: number }[];
  /** Where the head came from with which masked tokens were guessed; null where none were. */
  readonly maskedHead?: 'checkpoint' | 'fresh' | null;
}

/** What the store knows about a study: the input of every report. */
export interface Results {
  readonly study: {
    readonly name: string;
    readonly model: string;
    readonly source: string;
    readonly backend: string;
    readonly recipe: string;
    readonly order: string;
    readonly seeds: readonly number[];
    readonly shots: readonly number[];
    readonly buckets: number;
    readonly arms: readonly Arm[];
    readonly intermediates: readonly string[];
  };
  readonly targets: readonly TargetSummary[];
  readonly cells: readonly Cell[];
  readonly stages: readonly StageSummary[];
  /** Rows left out on purpose, by reason. */
  readonly skipped: readonly {
    readonly task: string;
    readonly language: string;
    readonly split: string;
    readonly reason: string;
    readonly count: number;
  }[];
  /** What the study asked for and the data could not give: shown in the plan and in the report. */
  readonly unavailable: readonly {
    readonly target: string;
    readonly language: string;
    readonly arm: string;
    readonly reason: string;
  }[];
  /** Stages that failed, shown and counted, never dropped. */
  readonly failed: readonly { readonly key: string; readonly title: string; readonly reason: string }[];
  /** Same-data warnings: an intermediate that contains a target's own training data. */
  readonly overlaps: readonly { readonly intermediate: string; readonly target: string; readonly note: string }[];
}
