import type { Backend, Example } from '@stopover/core';
import type { SelectionRows, TaskData } from '@stopover/data';
import type { Architecture } from '@stopover/encoders';
import type { CutCount } from '@stopover/text';
import type { Heads } from './head-names.ts';
import type { Losses } from './loss-record.ts';
import type { Mixing } from './mixing.ts';
import type { Recipe } from './recipe.ts';
import type { SelectionOutcome } from './selection-outcome.ts';

/** Text on which masked-language modelling goes on beside the tasks, or alone. */
export interface MaskedText {
  readonly examples: readonly Example<'mlm'>[];
  /** Share of all optimizer steps that are its, drawn step by step: above 0 and below 1, or 1 where there is no task. */
  readonly share: number;
}

/** A data set to train on. */
export interface TrainingData extends TaskData {
  /**
   * What the log, the outcome and `mixing` call it; default: its task's name, and `xnli 2` for a second set of xnli.
   * Data sets of one task have one head.
   */
  readonly name?: string;
}

export interface TrainRequest {
  /** Folder with config.json, model.safetensors, tokenizer.json: the base model or a finished stage's `model/`; or PEFT's files of an adapter. */
  readonly from: string;
  /** Those that `from` may be of; default: the built-in ones. */
  readonly architectures?: readonly Architecture[];
  /**
   * One data set, or several for a mixture; all sorts of kinds may be mixed, each task has its head. None: masked-language
   * modelling goes on alone on the text of `beside`, and the model keeps its head.
   */
  readonly data: readonly TrainingData[];
  /** Default: proportional. */
  readonly mixing?: Mixing;
  /** Default: separate. */
  readonly heads?: Heads;
  /**
   * Its head is the checkpoint's where that has one. Steps come on top of the epochs of `data`, not of `maxSteps`; without
   * `data` an epoch is a pass over the text.
   */
  readonly beside?: MaskedText;
  /** `new`: a fresh head drawn from the seed; `keep`: the head that `from` was trained with. */
  readonly head: 'new' | 'keep';
  /** What a new head is drawn from; default: `seed`. Models with one head to begin with can be averaged with it. */
  readonly headSeed?: number;
  readonly recipe: Recipe;
  /** What an adapter's files say of its base model; default: its folder. A relative one starts at the model's folder. */
  readonly adapterBase?: string;
  /** Development rows, of the type that the recipe's `select` wants. */
  readonly select?: SelectionRows;
  readonly seed: number;
  readonly backend: Backend;
  readonly threads?: number;
  /** The stage's working folder: `model/` is written when done, `checkpoint/` while running, `log.jsonl` as it goes. */
  readonly folder: string;
  /** Called before a checkpoint or a model is written; throws when another process has taken the folder over. */
  readonly mayWrite?: () => Promise<void>;
  readonly onProgress?: (progress: Progress) => void;
  readonly follow?: LogFollower;
  /** Stops after the present step, leaving a checkpoint of it; where several go to the device at once, after those. */
  readonly signal?: AbortSignal;
  /** Where damaged checkpoints are kept; default: `damaged/` in the folder. */
  readonly setAside?: string;
  /** Takes a line for a person: a checkpoint is damaged, and what is done about it. */
  readonly onNote?: (line: string) => void;
}

/** Who is told what `log.jsonl` says, when it says it. */
export interface LogFollower {
  /** Before the first step: the log has the lines of what was trained before, and no others. */
  begin(): Promise<void>;
  /** Of each line that was added. Does not throw. */
  line(line: Progress): void;
}

export interface Progress {
  readonly step: number;
  readonly steps: number;
  /** Mean loss since the last report. */
  readonly loss: number;
  /** That of each data set by its name, where a step has batches of several (`alternate`). */
  readonly losses?: Readonly<Record<string, number>>;
  readonly learningRate: number;
  readonly stepsPerSecond: number;
  /** Present when the development set was just scored. */
  readonly score?: number;
  /** What it was scored on, where that is not English. */
  readonly scoredOn?: 'translated' | 'oracle';
  /** The weights of this step are among those that are averaged. */
  readonly snapshot?: true;
}

/** How often a data set was drawn. */
export interface Sampled {
  /** Its name: that of its task, where it has none of its own. */
  readonly task: string;
  /** Steps that had batches of it: of some that alternate each step is all of theirs. */
  readonly steps: number;
  /** With repetitions; windows of a long context count one by one. */
  readonly examples: number;
}

export interface TrainOutcome {
  readonly steps: number;
  readonly examplesSeen: number;
  /** The same by data set; the text beside them is `mlm`. */
  readonly sampled: readonly Sampled[];
  /** Where the head of the text beside the tasks came from; null without such text. */
  readonly maskedHead: 'checkpoint' | 'fresh' | null;
  /** How the model was chosen, and on which rows. */
  readonly selection: SelectionOutcome;
  /** Step of the model that was kept; the last one of an average. */
  readonly selectedStep: number;
  readonly selectionScore: number | null;
  readonly finalLoss: number;
  /** Of all steps, those before an interruption too. */
  readonly losses: Losses;
  readonly seconds: number;
  /** What `maxLength` made of each of the request's `data`, in its order. */
  readonly cut: readonly CutCount[];
  /** The same of the development rows; null where no model is selected on them. */
  readonly selectCut: CutCount | null;
  /** The checkpoint this run went on from, if any. */
  readonly resumedAt: number;
  /** True when the signal stopped it: the stage is not complete. */
  readonly interrupted: boolean;
}
