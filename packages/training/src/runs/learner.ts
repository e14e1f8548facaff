import { type Backend, StopoverError, type Tensors } from '@stopover/core';
import {
  type Architecture,
  type EncoderConfig,
  type HeadSpec,
  isHeadParameter,
  type Lora,
  type Parameter,
} from '@stopover/encoders';
import type { TrainedParameter } from '../optimizers/adamw.ts';
import type { LossScale } from './loss-scale.ts';
import type { Recipe } from './recipe.ts';

/** A head to be trained, under a name of its own: parameters of several heads may share theirs. */
export interface HeadInstance {
  readonly name: string;
  readonly spec: HeadSpec;
}

export interface LearnerOptions {
  readonly backend: Backend;
  readonly threads?: number;
  readonly architecture: Architecture;
  /** With the dropout that this stage trains with. */
  readonly config: EncoderConfig;
  readonly heads: readonly HeadInstance[];
  /** Values of every parameter that the graphs of the heads take; called once per head. */
  readonly values: (parameters: readonly Parameter[], head: HeadInstance) => ReadonlyMap<string, Float32Array>;
  readonly recipe: Recipe;
  readonly seed: number;
  /** Whether a parameter of a name is trained; default: all are. Of the others no gradient is computed, and no moments are kept. */
  readonly trains?: ((name: string) => boolean) | undefined;
  readonly adapter?: Lora | undefined;
  /** Whether a step may have passes of several data sets, of one head or of several. */
  readonly alternates?: boolean;
}

/** Whether a step may have more than one pass, whose gradients are added up. */
export const gathers = ({ recipe, alternates }: Pick<LearnerOptions, 'recipe' | 'alternates'>): boolean =>
  recipe.gradientAccumulationSteps > 1 || alternates === true;

/** One forward and backward pass: which head, and its feeds. */
export interface MicroBatch {
  readonly head: string;
  readonly feeds: Tensors;
}

/** A step's passes of one data set, weighted by `passShares`: its loss is their mean. */
export interface StepPart {
  readonly head: string;
  readonly passes: readonly Tensors[];
}

/** One optimizer step: its loss is the mean of its parts' losses, each of the same weight. `number` counts from 1. */
export interface Step {
  readonly number: number;
  readonly learningRate: number;
  readonly parts: readonly StepPart[];
}

/** What came of a step: its loss, that of each of its parts, and the gradient's norm before clipping. */
export interface StepOutcome {
  readonly loss: number;
  readonly losses: readonly number[];
  readonly norm: number;
}

/** A parameter that is not trained, with its values: they are the checkpoint's own array. */
export interface FrozenParameter {
  readonly parameter: Parameter;
  readonly weight: Float32Array;
}

/** Trains an encoder with its heads. */
export interface Learner extends AsyncDisposable {
  /** Dynamic loss scaling, where matrix products are float16. */
  readonly lossScale: LossScale | undefined;
  /** How many steps are best given to `train` at once. */
  readonly stepsPerRun: number;
  /**
   * Every slot of what is trained under its stored name: encoder parameters by their own, those of heads with the head's before it. Its
   * arrays are up to date after `pull`.
   */
  readonly slots: ReadonlyMap<string, TrainedParameter>;
  /** What stays as it is, under its stored names. */
  readonly frozen: ReadonlyMap<string, FrozenParameter>;
  /** Weights that a head's graph takes, as feeds: the arrays of the slots. */
  weights(head: string): Tensors;
  /**
   * Begins a part of the training between two checkpoints, or goes on in it after so many passes: what is random follows
   * from its number and theirs alone, so that a run and its resumption agree.
   */
  startInterval(segment: number, passes?: number): Promise<void>;
  /** Trains on some steps, in their order. The last one of which the loss is no number ends them. */
  train(steps: readonly Step[]): Promise<readonly StepOutcome[]>;
  /** Brings the slots' arrays up to what was learnt. */
  syncToHost(what: 'weights' | 'all'): Promise<void>;
  /** Goes on from what the slots' arrays hold. */
  syncToDevice(): Promise<void>;
}

/** A learner that takes the passes of a step one by one. */
export interface AccumulatingLearner {
  /** Adds the gradient of one pass, weighted, to what the next `update` will use. Returns the loss. */
  accumulate(batch: MicroBatch, weight: number): Promise<number>;
  /** One AdamW update with the gradients gathered since the last. `step` counts from 1. Returns their norm. */
  update(step: number, learningRate: number): Promise<number>;
}

/**
 * What each pass of a step counts for. A pass's loss is a mean over what its feed `weights` is not 0 for (examples,
 * tokens, spans, pairs), so the step's is the mean over all of those: as if its passes were one batch. In-batch
 * negatives are those of a pair's own pass.
 */
export function passShares(passes: readonly Tensors[]): readonly number[] {
  const counts = passes.map(({ weights }) => {
    if (weights?.type !== 'float32') return 1;
    return weights.data.reduce((count, weight) => (weight === 0 ? count : count + 1), 0);
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 1 / passes.length : count / total));
}

/** A pass of a step with what it counts for in the loss of its part, and in that of the step. */
export interface WeighedPass extends MicroBatch {
  readonly part: number;
  readonly ofPart: number;
  readonly ofStep: number;
}

/** A step's passes, part by part. */
export const passesOf = ({ parts }: Step): readonly WeighedPass[] =>
  parts.flatMap(({ head, passes }, part) => {
    const shares = passShares(passes);
    return passes.map((feeds, i) => {
      const share = shares[i] ?? 0;
      return { head, feeds, part, ofPart: share, ofStep: share / parts.length };
    });
  });

/** A step's loss and those of its parts, from one of each pass. */
export function lossesOf(
  { parts }: Step,
  passes: readonly WeighedPass[],
  losses: readonly number[],
): Pick<StepOutcome, 'loss' | 'losses'> {
  const ofParts = parts.map((_, part) =>
    passes.reduce((sum, pass, i) => (pass.part === part ? sum + (losses[i] ?? Number.NaN) * pass.ofPart : sum), 0),
  );
  return { loss: ofParts.reduce((sum, loss) => sum + loss, 0) / parts.length, losses: ofParts };
}

/** Steps one after the other; there is no update from a loss that is no number. */
export async function trainOneByOne(
  learner: AccumulatingLearner,
  steps: readonly Step[],
): Promise<readonly StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  for (const step of steps) {
    const passes = passesOf(step);
    const found: number[] = [];
    for (const pass of passes) found.push(await learner.accumulate(pass, pass.ofStep));
    const { loss, losses } = lossesOf(step, passes, found);
    const norm = Number.isFinite(loss) ? await learner.update(step.number, step.learningRate) : Number.NaN;
    outcomes.push({ loss, losses, norm });
    if (!Number.isFinite(loss)) break;
  }
  return outcomes;
}

/** The stored name of a head's parameter: its own where the stage has one head only. */
export function storedName(
  { architecture, heads }: Pick<LearnerOptions, 'architecture' | 'heads'>,
  parameter: string,
  head: HeadInstance,
): string {
  return isHeadParameter(architecture, parameter) && heads.length > 1 ? `${head.name}/${parameter}` : parameter;
}

/** What a learner keeps for a head. @throws StopoverError for one that the stage does not train. */
export function trainedHead<T>(trained: ReadonlyMap<string, T>, name: string): T {
  const found = trained.get(name);
  if (found !== undefined) return found;
  throw new StopoverError({
    where: `head ${name}`,
    what: 'this stage does not train it',
    remedy: `Its heads: ${[...trained.keys()].join(', ')}.`,
  });
}
