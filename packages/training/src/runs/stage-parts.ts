// What a stage's steps are drawn from: its tasks, each with a head, and the text beside them.
import { type AnyTask, DataError, RequestError, StopoverError } from '@stopover/core';
import type { TaskData } from '@stopover/data';
import {
  type Checkpoint,
  type EncoderConfig,
  initialise,
  isLora,
  modelGraph,
  valuesFor,
  type WrittenHead,
} from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import type { StreamData } from '../batching/batch-stream.ts';
import { headOf, labelsOf } from '../graphs/head-of.ts';
import { maskedLanguageModelling } from '../graphs/mlm-task.ts';
import { type FittedRequest, inTaskOrder } from './fit-head.ts';
import { headNames } from './head-names.ts';
import type { HeadInstance, LearnerOptions } from './learner.ts';
import { drawWeights, weightBeside } from './mixing.ts';
import type { TrainOutcome, TrainRequest } from './requests.ts';

/** A data set with the name that it goes by. */
interface NamedData extends TaskData {
  readonly name: string;
}

/** A task with the features of its examples. */
export interface FeaturedTask {
  readonly name: string;
  readonly task: AnyTask;
  readonly features: readonly Feature[];
}

/** All that features are made of: the tasks' examples, then the text beside them. */
export function partsOf({ data, beside }: Pick<TrainRequest, 'data' | 'beside'>): readonly NamedData[] {
  const named = data.map(({ task, examples, name }, i) => {
    const earlier = data.slice(0, i).filter((one) => one.task.name === task.name).length;
    return { task, examples, name: name ?? (earlier === 0 ? task.name : `${task.name} ${earlier + 1}`) };
  });
  const { name } = maskedLanguageModelling;
  return beside ? [...named, { task: maskedLanguageModelling, name, examples: beside.examples }] : named;
}

/** @throws RequestError where tasks and text cannot share the steps as a request says. */
export function checkShares({ data, beside }: Pick<TrainRequest, 'data' | 'beside'>): void {
  const refuse = (what: string, remedy: string) => {
    throw new RequestError({ where: 'what is trained on', what, remedy });
  };
  if (data.length > 0) {
    if (beside && !(beside.share > 0 && beside.share < 1))
      refuse(`the text beside the tasks has a share of ${beside.share}`, 'Give it one above 0 and below 1.');
    return;
  }
  if (!beside) refuse('there is neither a task nor text', 'Give `data`, or text with a share of 1.');
  else if (beside.share !== 1)
    refuse(`there is no task, and the text has a share of ${beside.share}`, 'Give it a share of 1.');
}

/** The parts as the steps are drawn from them. `sets` are those of `partsOf`, in its order. */
export function streamData(
  sets: readonly FeaturedTask[],
  { beside, mixing = 'proportional', heads = 'separate' }: Pick<TrainRequest, 'beside' | 'mixing' | 'heads'>,
): readonly StreamData[] {
  const own = beside ? sets.slice(0, -1) : sets;
  const sizes = own.map(({ name, features }) => ({ task: name, size: features.length }));
  const weights = drawWeights(sizes, mixing);
  const heading = headNames(
    own.map(({ task }) => task),
    heads,
  );
  const alternates = mixing === 'alternate';
  const parts = own.map(({ name, task, features }, i) => {
    return { task: name, head: heading[i] ?? task.name, features, weight: weights[i] ?? 0, alternates };
  });
  const text = sets.at(-1);
  if (!beside || !text) return parts;
  const { name } = text.task;
  if (own.length === 0) return [{ task: name, head: name, features: text.features, weight: 1 }];
  const weight = weightBeside(weights, beside.share);
  return [...parts, { task: name, head: name, features: text.features, weight, beside: true }];
}

/** One head for each name that the parts have, in their order. */
export const headsOf = (
  sets: readonly FeaturedTask[],
  parts: readonly StreamData[],
  config: EncoderConfig,
): readonly HeadInstance[] =>
  [...new Map(sets.map(({ task }) => [task.name, task])).values()].flatMap((task) =>
    parts.some(({ head }) => head === task.name) ? [{ name: task.name, spec: headOf(task, config) }] : [],
  );

/** Whether a checkpoint has the whole head that masked tokens are guessed with. */
export function maskedHeadOf({ architecture, config, weights }: Checkpoint): NonNullable<TrainOutcome['maskedHead']> {
  const { parameters } = modelGraph({ architecture, config }, { kind: 'mlm', size: config.vocabSize });
  const own = parameters.all.filter(({ name }) => architecture.headPrefixes.some((prefix) => name.startsWith(prefix)));
  return own.every(({ name }) => weights.has(name)) ? 'checkpoint' : 'fresh';
}

/** @throws DataError where masked tokens were decoded by a matrix of their own: no architecture here reads one. */
function assertTied({ folder, config }: Checkpoint): void {
  if (config.raw['tie_word_embeddings'] !== false) return;
  throw new DataError({
    where: `${folder}/config.json: tie_word_embeddings`,
    what: 'its head for masked tokens has a matrix of its own, and here they are decoded by the token embeddings',
    remedy: 'Take a model that ties the two, or train this one on tasks alone.',
  });
}

/** The values that a stage's heads start with, each with the encoder: see `TrainRequest.head`. */
export const startValues =
  (
    checkpoint: Checkpoint,
    { head, seed, headSeed = seed }: Pick<TrainRequest, 'head' | 'seed' | 'headSeed'>,
    { orders, maskedHead }: Pick<FittedRequest, 'orders'> & Pick<TrainOutcome, 'maskedHead'>,
  ): LearnerOptions['values'] =>
  (parameters, { name, spec }) => {
    const ofText = maskedHead !== null && name === maskedLanguageModelling.name;
    const from = ofText ? (maskedHead === 'checkpoint' ? 'keep' : 'new') : head;
    if (from === 'keep' && spec.kind === 'mlm') assertTied(checkpoint);
    const own = parameters.filter((parameter) => !isLora(parameter.name));
    const values = valuesFor(checkpoint, own, { head: from, seed: headSeed, borrow: true });
    const ordered = inTaskOrder(values, orders.get(name), checkpoint, spec);
    for (const parameter of parameters.filter((one) => isLora(one.name))) {
      const stored = checkpoint.weights.get(parameter.name)?.data;
      ordered.set(parameter.name, stored ?? initialise(parameter, seed, checkpoint.config.initializerRange));
    }
    return ordered;
  };

/** What a stage's checkpoint says of its head, beside the fields that it was read with. Of several heads none is kept. */
export const writtenHead = (
  task: AnyTask,
  own: HeadInstance,
  others: readonly HeadInstance[],
): Pick<WrittenHead, 'head' | 'labels'> => {
  if (others.length > 0) return { head: 'none' };
  const labels = labelsOf(task);
  return { head: own.spec.kind, ...(labels && { labels }) };
};

/** What is wrong with a task none of whose examples has a feature. */
export const nothingToTrainOn = ({ name }: AnyTask) =>
  new DataError({
    where: `task ${name}`,
    what: 'there is nothing to train on',
    remedy: 'Look at the rows of its training split, or leave this task out.',
  });

/** The configuration with one dropout everywhere; as it is for null. */
export function withDropout(config: Checkpoint['config'], dropout: number | null): Checkpoint['config'] {
  if (dropout === null) return config;
  return { ...config, hiddenDropout: dropout, attentionDropout: dropout, classifierDropout: dropout };
}

/** What is wrong with a step whose loss is no number. `rows` are the numbers of its task's examples. */
export const lossIsOff = (
  loss: number,
  { step, rate, task, rows }: { step: number; rate: number; task: string; rows: readonly number[] },
) =>
  new StopoverError({
    where: `step ${step + 1}, rows ${rows.slice(0, 32).join(', ')} of ${task}`,
    what: `the loss is ${loss} at learning rate ${rate}`,
    remedy: 'Lower learningRate, lengthen the warm-up, or look at these rows.',
  });
