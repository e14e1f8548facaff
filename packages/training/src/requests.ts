import type { AnyTask, Backend, Example, Kind } from '@stopover/core';
import type { Architecture } from '@stopover/encoders';
import type { CutCount } from '@stopover/text';
import type { OnShare } from './dense-batches.ts';
import type { Heads } from './head-names.ts';
import type { Mixing } from './mixing.ts';
import type { OpenModels } from './open-model.ts';
import type { Recipe } from './recipe.ts';
import type { AnswerOptions, SpanAnswer } from './span-answers.ts';

/** Rows of one task, read and with skips already counted by the caller. */
export interface TaskData {
  readonly task: AnyTask;
  readonly examples: readonly Example<Kind>[];
}

/** Rows of one language (BCP 47), known to the type system. */
export interface LanguageRows<L extends string> extends TaskData {
  readonly language: L;
}

/**
 * The only rows that model selection takes: English. Rows of another language are another type, so a zero-shot arm
 * that selects on target-language labels does not compile.
 */
export type EnglishDev = LanguageRows<'en'>;

/** Text on which masked-language modelling goes on beside the tasks. */
export interface MaskedText {
  readonly examples: readonly Example<'mlm'>[];
  /** Share of all optimizer steps that are its, above 0 and below 1, drawn step by step. */
  readonly share: number;
}

export interface TrainRequest {
  /** Folder with config.json, model.safetensors, tokenizer.json: the base model or a finished stage's `model/`. */
  readonly from: string;
  /** Those that `from` may be of; default: the built-in ones. */
  readonly architectures?: readonly Architecture[];
  /** One task, or several for a mixture; all sorts of kinds may be mixed, each has its head. */
  readonly data: readonly TaskData[];
  /** Default: proportional. */
  readonly mixing?: Mixing;
  /** Default: separate. */
  readonly heads?: Heads;
  /** Its head is the checkpoint's where that has one. Steps come on top of the epochs of `data`, not of `maxSteps`. */
  readonly beside?: MaskedText;
  /** `new`: a fresh head drawn from the seed; `keep`: the head that `from` was trained with. */
  readonly head: 'new' | 'keep';
  readonly recipe: Recipe;
  readonly select?: EnglishDev;
  readonly seed: number;
  readonly backend: Backend;
  readonly threads?: number;
  /** The stage's working folder: `model/` is written when done, `checkpoint/` while running, `log.jsonl` as it goes. */
  readonly folder: string;
  /** Called before a checkpoint or a model is written; throws when another process has taken the folder over. */
  readonly mayWrite?: () => Promise<void>;
  readonly onProgress?: (progress: Progress) => void;
  /** Stops after the present step, leaving a checkpoint of it; where several go to the device at once, after those. */
  readonly signal?: AbortSignal;
  /** Where damaged checkpoints are kept; default: `damaged/` in the folder. */
  readonly setAside?: string;
  /** Takes a line for a person: a checkpoint is damaged, and what is done about it. */
  readonly onNote?: (line: string) => void;
}

export interface Progress {
  readonly step: number;
  readonly steps: number;
  /** Mean loss since the last report. */
  readonly loss: number;
  readonly learningRate: number;
  readonly stepsPerSecond: number;
  /** Present when the development set was just scored. */
  readonly score?: number;
}

/** How often a task was drawn. */
export interface Sampled {
  readonly task: string;
  readonly steps: number;
  /** With repetitions; windows of a long context count one by one. */
  readonly examples: number;
}

export interface TrainOutcome {
  readonly steps: number;
  readonly examplesSeen: number;
  /** The same by task; the text beside them is `mlm`. */
  readonly sampled: readonly Sampled[];
  /** Where the head of the text beside the tasks came from; null without such text. */
  readonly maskedHead: 'checkpoint' | 'fresh' | null;
  /** Step of the model that was kept. */
  readonly selectedStep: number;
  readonly selectionScore: number | null;
  readonly finalLoss: number;
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

/** Which states stand for a sentence of a bitext task. */
export interface RetrievalOptions {
  /**
   * Hidden states by number, 0 being the embeddings' output; all of them come from one pass. `usual` is the layer that
   * XTREME's scripts take, scaled to the encoder's depth; of several the usual one is always among them.
   */
  readonly layers: 'usual' | 'all' | readonly number[];
  /** Mean over all tokens, special ones included, or the first token's state. */
  readonly pooling: Pooling;
}

export type Pooling = 'mean' | 'cls';

export interface EvaluateRequest {
  readonly from: string;
  /** Those that `from` may be of; default: the built-in ones. */
  readonly architectures?: readonly Architecture[];
  readonly data: TaskData;
  /** For a ranking task: rows whose documents are searched too. One list for several requests is encoded once. */
  readonly candidates?: readonly Example<Kind>[];
  /** For a bitext task; default: the mean of the usual layer. */
  readonly retrieval?: RetrievalOptions;
  /** For a bitext task: development rows, which are predicted at each layer, and which a mining threshold is chosen on. */
  readonly dev?: TaskData;
  /** `maxLength` and `stride` are used. */
  readonly recipe: Recipe;
  readonly backend: Backend;
  readonly threads?: number;
  /** For span tasks: where it differs from what the reference scripts take (20 candidates, 30 tokens, threshold 0). */
  readonly answers?: Partial<AnswerOptions>;
  /** Told, batch by batch, which share of the rows has been through the model. */
  readonly onShare?: OnShare;
  /** Where the model stays open between requests; without it this request opens it for itself. */
  readonly models?: OpenModels;
}

/** One prediction an example, in the examples' order. `gold` and `prediction` are of the task's kind. */
export interface Prediction {
  readonly id: string;
  readonly gold: unknown;
  readonly prediction: unknown;
  /** Of a span task: what else was in question, and by how much "no answer" leads. */
  readonly answer?: Omit<SpanAnswer, 'prediction'>;
}

/** What one layer's vectors gave. */
export interface LayerOutcome {
  readonly layer: number;
  readonly predictions: readonly Prediction[];
  /** Of the development rows, where there are any. */
  readonly dev: readonly Prediction[] | null;
  /** Of mining: pairs of a lower margin are none. `itself`: there were no development rows, so it is the best for these. */
  readonly threshold: { readonly value: number; readonly chosenOn: 'development' | 'itself' } | null;
}

export interface EvaluateOutcome {
  /** Of a bitext task: those of the usual layer, or of the only one that was asked for. */
  readonly predictions: readonly Prediction[];
  /** Of a bitext task: each layer that was asked for, in order. */
  readonly layers?: readonly LayerOutcome[];
  readonly usualLayer?: number;
  /** What `maxLength` made of the examples. */
  readonly cut: CutCount;
  /** The same of the development rows, and of the candidates, where the request has such. */
  readonly devCut?: CutCount;
  readonly candidatesCut?: CutCount;
}
