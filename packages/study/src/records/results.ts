import type { Clipped } from './clipped.ts';
import type { TableCut } from './cut-record.ts';
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
  /** Examples that were cut to the maximum length. */
  readonly truncated: number;
  /** How often each task was drawn in training; the text beside them is `mlm`. Absent in what earlier versions made. */
  readonly sampled?: readonly { readonly task: string; readonly steps: number; readonly examples: number }[];
  /** Where the head came from with which masked tokens were guessed; null where none were. */
  readonly maskedHead?: 'checkpoint' | 'fresh' | null;
}

/** Which layer's sentence vectors a bitext target was scored with, and what each layer of a sweep gave. */
export interface LayerSummary {
  readonly target: string;
  /** Title of the evaluate stage. */
  readonly title: string;
  readonly pooling: 'mean' | 'cls';
  readonly layer: number;
  /** `development`: best on development rows; `named`: the only one asked for; `protocol`: no such rows, so XTREME's. */
  readonly chosenBy: 'development' | 'named' | 'protocol';
  /** Headline score on development rows by layer; null without such rows. */
  readonly development: Readonly<Record<string, number | null>> | null;
  /** Headline score on the test by layer, the mean over languages; empty where there was one layer. */
  readonly scores: Readonly<Record<string, number>>;
  /** Languages whose mining threshold is the best for the very rows that are scored. */
  readonly ownThreshold: readonly string[];
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
    /** What those are made of whose names do not say it, as a clause. */
    readonly stops?: readonly { readonly name: string; readonly made: string }[] | undefined;
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
  /** What the maximum length made of each table that was used, also where nothing was cut. */
  readonly cut: readonly TableCut[];
  /** Maximum lengths that the model has no positions for: sequences are as long as its positions reach. */
  readonly clipped?: readonly Clipped[] | undefined;
  /** What the study asked for and the data could not give: shown in the plan and in the report. */
  readonly unavailable: readonly {
    readonly target: string;
    readonly language: string;
    readonly arm: string;
    readonly reason: string;
  }[];
  /** Stages that failed, shown and counted, never dropped. */
  readonly failed: readonly { readonly key: string; readonly title: string; readonly reason: string }[];
  /** Of bitext targets, one an evaluation. */
  readonly layers?: readonly LayerSummary[];
  /** Same-data warnings: a training that has data in common with a target; `none` where that is its own training. */
  readonly overlaps: readonly { readonly intermediate: string; readonly target: string; readonly note: string }[];
  /** The data that were read, and the papers they come from. */
  readonly references: readonly Reference[];
}

/** A data set that a study used. */
export interface Reference {
  readonly task: string;
  /** `owner/name` on the hub. */
  readonly repo: string;
  /** The commit that was read; null where the source does not know it. */
  readonly revision: string | null;
  readonly license: string;
  /** https address. */
  readonly paper: string;
  /** Authors (year). Title. Venue. Null where the task gives none. */
  readonly citation: string | null;
  /** What the rows are, where another task has the same data in another form. */
  readonly rows?: string;
}
