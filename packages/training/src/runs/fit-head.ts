// The head of a checkpoint and the labels of a task: what the outputs mean is said by name, and never by their place.
import { type AnyTask, DataError, type LabelledHead, RequestError } from '@stopover/core';
import { isTaggedByRows, type TaskData } from '@stopover/data';
import {
  type Checkpoint,
  type HeadSpec,
  headKindOf,
  headLabels,
  modelGraph,
  type ValueChange,
} from '@stopover/encoders';
import { labelOrder } from './label-order.ts';
import type { TrainRequest } from './requests.ts';

type Read = Pick<Checkpoint, 'architecture' | 'config' | 'folder'>;

/** A task as a checkpoint's head answers it. */
export interface FittedHead {
  /** With the head's own tags where the task has no list of its own. */
  readonly task: AnyTask;
  /** `order[i]` is the head's output for the task's i-th label; undefined where it is the i-th. */
  readonly order: readonly number[] | undefined;
}

/**
 * How the head that a checkpoint has answers a task. A head that says nothing of its labels is taken to have the task's.
 * @throws RequestError with both lists when the labels of the head are not those of the task, DataError when
 * config.json contradicts itself.
 */
export function fitHead(task: AnyTask, read: Read): FittedHead {
  if (task.kind !== 'classification' && task.kind !== 'tagging') return { task, order: undefined };
  const kind = headKindOf(read.architecture, read.config);
  // A head of another kind has no labels of this one; what it lacks is said where its weights are looked for.
  const names = kind === undefined || kind === task.kind ? headLabels(read) : undefined;
  if (!names) return { task, order: undefined };
  const order = labelOrder(task.head, names);
  if (order) return { task, order: order.every((place, i) => place === i) ? undefined : order };
  // The tags of rows are whichever there are: another part of the data may have others.
  const { labels } = task.head;
  const shared = labels.length === 0 || names.some((name) => labels.includes(name));
  if (task.kind === 'tagging' && task.head.labelsIn && shared) {
    return { task: { ...task, head: { ...task.head, labels: names } }, order: undefined };
  }
  throw strangers(task.name, task.head, names, read.folder);
}

/** A request with its tasks as the head that it keeps answers them. */
export interface FittedRequest {
  readonly fitted: TrainRequest;
  /** By task. */
  readonly orders: ReadonlyMap<string, FittedHead['order']>;
}

/**
 * Fits each task of a training to the head that its checkpoint has, where that is kept.
 * @throws as `fitHead`, and DataError naming a row to train on with a tag that the head lacks.
 */
export function fitRequest(request: TrainRequest, read: Read): FittedRequest {
  const orders = new Map<string, FittedHead['order']>();
  if (request.head === 'new') return { fitted: request, orders };
  const fit = <T extends TaskData>(data: T): T => {
    const { task, order } = fitHead(data.task, read);
    orders.set(task.name, order);
    return { ...data, task };
  };
  const { select } = request;
  const data = request.data.map(fit);
  for (const one of data) checkTags(one);
  return { fitted: { ...request, data, ...(select && { select: fit(select) }) }, orders };
}

/** In a test a tag that no model can give is scored as wrong; in training its words would be left out without a word. */
function checkTags({ task, examples }: TaskData): void {
  if (!isTaggedByRows(task) || !('labels' in task.head)) return;
  const { labels } = task.head;
  const known = new Set(labels);
  for (const [item, example] of examples.entries()) {
    const strange = 'words' in example ? example.gold.find((tag) => !known.has(tag)) : undefined;
    if (strange === undefined) continue;
    throw new DataError({
      where: `${task.name}, row ${example.id ?? item}`,
      what: `the tag "${strange}" is none of those that the model's head was trained with (${listed(labels)})`,
      remedy: 'Name all tags under `labels` of the task, in the study file or the plugin, so that every head has them.',
    });
  }
}

/**
 * Puts a head's outputs into the order of a task's labels (see `taskOrder`). The other values stay, and stay the same
 * arrays.
 */
export function inTaskOrder(
  values: ReadonlyMap<string, Float32Array>,
  order: readonly number[] | undefined,
  read: Pick<Checkpoint, 'architecture' | 'config'>,
  spec: HeadSpec,
): Map<string, Float32Array> {
  const ordered = new Map(values);
  for (const [name, change] of taskOrder(order, read, spec)) {
    const rows = values.get(name);
    if (rows) ordered.set(name, change(rows));
  }
  return ordered;
}

/** What puts a head's outputs into the order of a task's labels: of those of its parameters that grow with their number. */
export function taskOrder(
  order: readonly number[] | undefined,
  { architecture, config }: Pick<Checkpoint, 'architecture' | 'config'>,
  { kind, size }: HeadSpec,
): ReadonlyMap<string, ValueChange> {
  if (!order) return new Map();
  const parametersOf = (labels: number) => modelGraph({ architecture, config }, { kind, size: labels }).parameters.all;
  const larger = new Map(parametersOf(size + 1).map(({ name, shape }) => [name, shape.join()]));
  const growing = parametersOf(size).filter(({ name, shape }) => larger.get(name) !== shape.join());
  return new Map(growing.map(({ name }) => [name, (rows) => reordered(rows, order)]));
}

function reordered(rows: Float32Array, order: readonly number[]): Float32Array {
  const width = rows.length / order.length;
  const out = new Float32Array(rows.length);
  for (const [to, from] of order.entries()) out.set(rows.subarray(from * width, (from + 1) * width), to * width);
  return out;
}

const most = 40;
const listed = (names: readonly string[]) =>
  names.slice(0, most).join(', ') + (names.length > most ? ` and ${names.length - most} more` : '');

const strangers = (task: string, { labels }: LabelledHead, names: readonly string[], folder: string) =>
  new RequestError({
    where: `${folder}, config.json`,
    what: `the labels of its head (${names.length}: ${listed(names)}) are not those of ${task} (${labels.length}: ${listed(labels)})`,
    remedy: `Take a checkpoint that was trained on ${task}, or say in \`id2label\` which of its labels each output means.`,
  });
