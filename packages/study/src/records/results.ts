import type { Selection } from '@stopover/core';
import type { RunFlag } from '@stopover/statistics';
import type { Clipped } from '../planning/clipped.ts';
import type { TableCut } from './cut-record.ts';
import type { Composition, PlannedArm } from './plan.ts';
import type { Stage } from './stage.ts';
import type { StudyInputs } from './study-inputs.ts';
import type { PlannedSweep } from './sweep.ts';

/** Which model a cell is of, on which target and language. */
export interface CellKey {
  /** As the study names the base model. */
  readonly model: string;
  readonly target: string;
  /** Name of the target's list of training tasks (`default`, `copa`, `siqa-copa`); '' for a target without training. */
  readonly training: string;
  /** BCP 47. */
  readonly language: string;
  /** Name of the arm's form: `target-shots`, `intermediate+target-shots`. */
  readonly arm: string;
  /** Name of the intermediate; `none` in the arms without one. */
  readonly intermediate: string;
  /** Labelled target-language examples of a draw; 0 in the arms without. */
  readonly shots: number;
  /** Which draw of the shots; 0 where there are none. */
  readonly bucket: number;
  readonly seed: number;
  /** How the trainings on the target kept their model. */
  readonly selection: Selection;
}

/** One evaluated model on one target in one language. */
export interface Cell extends CellKey {
  /** Every metric of the task by name; the first is the headline. */
  readonly scores: Readonly<Record<string, number>>;
  /** Ids of the items, the same in every cell of one target and language, in the same order. */
  readonly ids: readonly string[];
  /** Headline score per item, in the metric's unit; null where the metric does not decompose. */
  readonly items: Float64Array | null;
  /** Key of the evaluate stage it comes from. */
  readonly stage: string;
  /**
   * The cluster of each item, in the order of `ids`: questions of one paragraph share it. The same name in two languages
   * of a target is one cluster, whether or not all of the test is parallel. Absent: every item is alone.
   */
  readonly groups?: readonly string[];
  /** What a corpus F1 is made of, item by item; `items` is then null. */
  readonly counts?: ItemCounts;
  /** How often each label was answered and is right, by its number: classification and choice. */
  readonly labels?: LabelCounts;
  /** Training loss of the last training before this evaluation, step by step; of over 1,000 steps, means of equal blocks. */
  readonly losses?: readonly number[];
  /** Score of guessing uniformly in this language, in the metric's unit, where it is known. */
  readonly chance?: number;
  /** Why the run is not to be trusted, where a table says so; absent: that is judged by what is above. */
  readonly flags?: readonly RunFlag[];
  /** Headline score on a task's English development rows of the model that was kept, in the unit of that task's metric. */
  readonly development?: { readonly task: string; readonly score: number };
}

/** True positives, false positives and false negatives of each item. */
export interface ItemCounts {
  readonly tp: ArrayLike<number>;
  readonly fp: ArrayLike<number>;
  readonly fn: ArrayLike<number>;
}

/** Answers and gold labels of an evaluation, by label. */
export interface LabelCounts {
  readonly answered: Readonly<Record<string, number>>;
  readonly gold: Readonly<Record<string, number>>;
}

/** One side of a contrast: an arm with its intermediate and its shots. */
export interface ContrastSide {
  readonly arm: string;
  /** `none` in the arms without one. */
  readonly intermediate: string;
  /** Labelled target-language examples of a draw; 0 in the arms without. */
  readonly shots: number;
}

/** A contrast that the study declared to be confirmatory before anything ran. */
export interface PrimaryContrast extends ContrastSide {
  readonly target: string;
  /** Name of the target's list of training tasks; absent: every one. */
  readonly training?: string;
  readonly against: ContrastSide;
}

export interface TargetSummary {
  readonly name: string;
  readonly kind: string;
  /** Headline metric. */
  readonly metric: string;
  readonly range: readonly [worst: number, best: number];
  /** Items are the same in all languages: they are resampled jointly. */
  readonly parallel: boolean;
  /** What is scored: `test`, `validation`, or what a table of other origin calls it; `test` without. */
  readonly split?: string;
  /** Score of guessing uniformly, in the metric's unit, where it is known. */
  readonly chance: number | null;
}

export interface StageSummary {
  readonly key: string;
  readonly kind: Stage['kind'];
  /** What a person would call it: `mnli → xnli, seed 1`. */
  readonly title: string;
  readonly seconds: number;
  readonly steps: number;
  readonly examplesSeen: number;
  /** Labelled target-language examples it was trained on, its parents included. */
  readonly targetExamples: number;
  /** Examples that were truncated to the maximum length. */
  readonly truncated: number;
  /** How often each task was drawn in training; the text beside them is `mlm`. Absent in what earlier versions made. */
  readonly sampled?: readonly { readonly task: string; readonly steps: number; readonly examples: number }[];
  /** Where the head came from with which masked tokens were predicted; null where none were. */
  readonly maskedHead?: 'checkpoint' | 'fresh' | null;
}

/** How a training went, and which of its checkpoints was kept. */
export interface TrainingCurve {
  readonly key: string;
  /** What a person would call it: `mnli → xnli, seed 1`. */
  readonly title: string;
  readonly steps: number;
  /** The rule, the step of the model that was kept, and its headline score on the development rows. */
  readonly kept: { readonly by: Selection; readonly step: number; readonly score: number | null };
  /** The rows that checkpoints were scored on; null where none were. */
  readonly rows: {
    readonly kind: 'english' | 'translated' | 'oracle';
    readonly task: string;
    readonly language: string;
    readonly examples: number;
  } | null;
  /** The steps whose weights were averaged. */
  readonly averaged: readonly number[] | null;
  /** Of each checkpoint that was scored, in order. */
  readonly scores: readonly { readonly step: number; readonly score: number }[];
  /** Training loss in order, means of equal blocks of steps. */
  readonly losses: readonly number[];
}

/** A model made of the weights of others, and what its weights were chosen by. */
export interface CombinedModel {
  readonly key: string;
  readonly title: string;
  /** `mean` of the members; `add`: the base model and so much of what each member adds to it. */
  readonly how: 'mean' | 'add';
  /** Titles of the models, with what their weights, or their differences to the base model, were multiplied by. */
  readonly members: readonly { readonly title: string; readonly weight: number }[];
  /** The English development rows, and every candidate's headline score; null where there was no choice. */
  readonly chosen: {
    readonly task: string;
    readonly examples: number;
    readonly candidates: readonly { readonly weights: readonly number[]; readonly score: number | null }[];
  } | null;
}

/** Which layer's sentence embeddings a bitext target was scored with, and what each layer of a sweep gave. */
export interface LayerSummary {
  readonly target: string;
  /** Title of the evaluate stage, and its key. */
  readonly title: string;
  readonly stage: string;
  readonly pooling: 'mean' | 'cls';
  /** What stood before every sentence. */
  readonly prefix?: string | undefined;
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

/** How much of a study is there, where nobody has asked for the rest. */
export interface ResultsPart {
  /** What the last run was asked for, in words. */
  readonly only: string;
  /** Evaluations that are there, and that the whole study has. */
  readonly made: number;
  readonly of: number;
  /** Those that nobody has asked for, by what they have in common: seeds and draws are counted. */
  readonly unasked: readonly CountedCells[];
}

/** Evaluations of a study that differ in seed and draw alone. */
export interface CountedCells extends Omit<CellKey, 'bucket' | 'seed'> {
  readonly cells: number;
}

/** What the store knows about a study: the input of every report. */
export interface Results {
  readonly study: {
    readonly name: string;
    readonly models: readonly string[];
    readonly source: string;
    readonly backend: string;
    readonly recipe: string;
    readonly order: string;
    readonly seeds: readonly number[];
    readonly shots: readonly number[];
    readonly buckets: number;
    readonly selections: readonly Selection[];
    /** In the order of the report. `multi-task` is none: it is an intermediate, a mixture of all the single ones. */
    readonly arms: readonly PlannedArm[];
    readonly intermediates: readonly string[];
    /** What those are made of whose names do not say it, as a clause. */
    readonly described?: readonly { readonly name: string; readonly made: string }[] | undefined;
    /** The same as data: those that are not the one task of their name as it is. */
    readonly compositions?: readonly Composition[] | undefined;
    /** False of an item table: it holds what was run, and says nothing of what was asked for besides. */
    readonly planned?: boolean;
    /** Contrasts that are confirmatory; all others are exploratory. */
    readonly primary?: readonly PrimaryContrast[];
    /** The smallest difference that matters, in points; 1 without. */
    readonly margin?: number;
    /** Intermediates that are another one with shuffled labels: placebo → the intermediate it stands beside. */
    readonly placebos?: Readonly<Record<string, string>>;
    /** At most so many rows of each table were read. */
    readonly limit?: number | undefined;
    /** What the command line has changed of the study file. */
    readonly changes?: readonly string[] | undefined;
  };
  readonly targets: readonly TargetSummary[];
  readonly cells: readonly Cell[];
  readonly stages: readonly StageSummary[];
  /** Of the trainings among them; an item table has none. */
  readonly trainings?: readonly TrainingCurve[];
  /** Of the combinations of models among them, where there are any. */
  readonly combinations?: readonly CombinedModel[];
  /** Candidates and choices of a sweep, where the study has one; their curves are among the trainings. */
  readonly sweep?: PlannedSweep;
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
  /** Every evaluation of the whole plan, counted; an item table does not say. What is not among them is not missing. */
  readonly planned?: readonly CountedCells[];
  /** Where only a part of the study was asked for and the rest is not there. */
  readonly part?: ResultsPart;
  /** What a reader must know before any number: sentences that stand at the head of every page. */
  readonly notices?: readonly string[];
  /** Stages that failed, shown and counted, never dropped. */
  readonly failed: readonly { readonly key: string; readonly title: string; readonly reason: string }[];
  /** Of bitext targets, one an evaluation. */
  readonly layers?: readonly LayerSummary[];
  /** Data-overlap warnings: a training that has data in common with a target; `none` where that is its own training. */
  readonly overlaps: readonly { readonly intermediate: string; readonly target: string; readonly note: string }[];
  /** The data that were read, and the papers they come from. */
  readonly references: readonly Reference[];
  /** An item table has none. */
  readonly inputs?: StudyInputs;
}

/** A data set that a study used. */
export interface Reference {
  readonly task: string;
  /** `owner/name` on the hub. */
  readonly repo: string;
  /** The commit that was read; null where the source does not know it. */
  readonly revision: string | null;
  readonly license: string;
  /** https address; empty where the task names none. */
  readonly paper: string;
  /** Authors (year). Title. Venue. Null where the task gives none. */
  readonly citation: string | null;
  /** What the rows are, where another task has the same data in another form. */
  readonly rows?: string;
  /** Whether they are files of the study itself. */
  readonly own?: boolean;
}
