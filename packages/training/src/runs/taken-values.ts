// What learners of a device share: which values a head's parameters begin with, and its weights as feeds.
import type { Tensors } from '@stopover/core';
import type { Parameter } from '@stopover/encoders';
import { float32 } from '../batching/int64.ts';
import type { Pass } from '../graphs/device-graphs.ts';
import { createSlot, type TrainedParameter } from '../optimizers/adamw.ts';
import type { FrozenParameter } from './learner.ts';

/** The parameters of a learner, by their stored names. */
interface Held {
  readonly slots: Map<string, TrainedParameter>;
  readonly frozen: Map<string, FrozenParameter>;
}

/** Takes the values of a head's parameters where another head has not brought them. */
export function takeValues(
  { slots, frozen }: Held,
  graph: Pick<Pass, 'parameters' | 'frozen'>,
  values: ReadonlyMap<string, Float32Array>,
  stored: (name: string) => string,
): void {
  const startOf = ({ name }: Parameter) => {
    const value = values.get(name);
    if (value) return value;
    throw new Error(`no value for ${name}`);
  };
  for (const parameter of graph.parameters) {
    const name = stored(parameter.name);
    if (!slots.has(name)) slots.set(name, createSlot(parameter, startOf(parameter), 'sum'));
  }
  for (const parameter of graph.frozen) {
    const name = stored(parameter.name);
    if (!frozen.has(name)) frozen.set(name, { parameter, weight: startOf(parameter) });
  }
}

/** A head's weights by the names that its graph gives them. */
export function weightFeeds(
  { slots, frozen }: Held,
  parameters: readonly Parameter[],
  stored: (name: string) => string,
): Tensors {
  const feeds = parameters.flatMap(({ name, shape }) => {
    const held = slots.get(stored(name)) ?? frozen.get(stored(name));
    return held ? [[name, float32(held.weight, shape)] as const] : [];
  });
  return Object.fromEntries(feeds);
}
