// How fast a device runs a model's passes, from a few seconds of real ones on a model of its widths and fewer layers.
import type { Backend, Session } from '@stopover/core';
import type { EncoderConfig, HeadSpec, Parameter } from '@stopover/encoders';
import type { Work } from '@stopover/onnx-graph';
import { type Feature, random } from '@stopover/text';
import { collate, headFeeds, layoutFeeds } from '../batching/collate.ts';
import { inferenceGraph } from '../graphs/training-graph.ts';
import { openGraph, predictingDialect } from '../inference/open-graph.ts';
import { adamw, createSlot } from '../optimizers/adamw.ts';
import { ParameterBuffers } from '../optimizers/parameter-buffers.ts';
import { createLearner } from '../runs/create-learner.ts';
import type { Learner, Step } from '../runs/learner.ts';
import { recipe } from '../runs/recipe.ts';
import { type CountedModel, PassCosts } from './pass-costs.ts';
import { fittedSpeed, type PassSpeed, type TimedPass } from './pass-speed.ts';

/** Times of one device, in seconds of one process that has it to itself. */
export interface Speed {
  readonly training: PassSpeed;
  readonly predicting: PassSpeed;
  /** Seconds to build a graph and open its session, a node. */
  readonly opening: { readonly training: number; readonly predicting: number };
  /** Seconds of the optimizer for a trained number; 0 where the graph updates. */
  readonly update: number;
}

/** What is measured, and on what. */
export interface MeasuredDevice {
  readonly backend: Backend;
  readonly threads?: number;
}

/** A head at every token, so that no layer is spared. */
const spec: HeadSpec = { kind: 'tagging', size: 3 };
/** Words of the model that is measured. */
const words = 256;
/** A batch with hardly any work, one as of usual sentences, and one as of paragraphs. */
const shapes = {
  small: { rows: 1, length: 4 },
  usual: { rows: 16, length: 40 },
  long: { rows: 3, length: 256 },
} as const;
/** Operations of a usual training pass at most; the model gets fewer layers where it would be more. */
const mostFlops = 4e10;
/** Seconds that a shape is measured, and runs of it at least. */
const [enough, leastRuns] = [0.3, 3];

/**
 * Measures a model's speed. Seconds are those of the processor over the threads where the processor computes, so that
 * what else runs on the machine hardly counts, and those of the clock on a device.
 * @throws StopoverError when the backend does not run the graphs.
 */
export async function measureSpeed(model: CountedModel, device: MeasuredDevice): Promise<Speed> {
  const small = fewerLayers(model);
  const { training, opening } = await measureTraining(small, device);
  const predicting = await measurePredicting(small, device);
  return {
    training: training.pass,
    predicting: predicting.pass,
    opening: { training: opening, predicting: predicting.opening },
    update: training.update,
  };
}

/** The model with as many layers as can be measured in little time, and few words. */
function fewerLayers({ architecture, config }: CountedModel): CountedModel {
  const sized = (layers: number): EncoderConfig => ({
    ...relayered({ architecture, config }, layers),
    vocabSize: words,
  });
  const costs = (layers: number) =>
    new PassCosts({ architecture, config: sized(layers) }, { training: { state: 'host' } });
  const two = Math.min(2, config.layers);
  const { flops } = costs(two).training(spec, sentences(shapes.usual, config));
  const layers = Math.min(config.layers, Math.max(two, Math.floor((two * mostFlops) / flops)));
  return { architecture, config: sized(layers) };
}

/** The configuration with other layers, as its file would say it; as it is where the file says more of its layers. */
function relayered({ architecture, config }: CountedModel, layers: number): EncoderConfig {
  const lists = Object.values(config.raw).some((value) => Array.isArray(value) && value.length === config.layers);
  if (lists) return config;
  try {
    return architecture.parse({ ...config.raw, num_hidden_layers: layers });
  } catch {
    // A plugin's file may say its layers in another way.
    return config;
  }
}

/** What a pass of each shape takes. */
async function timedPasses(watch: Stopwatch, model: CountedModel, { run, work, apart = 0 }: TimedWork) {
  const timed = async (shape: Shape): Promise<TimedPass> => {
    const batch = sentences(shape, model.config);
    return { seconds: (await measured(watch, () => run(batch))) - apart, work: work(batch) };
  };
  return [await timed(shapes.small), await timed(shapes.usual), await timed(shapes.long)] as const;
}

interface TimedWork {
  readonly run: (batch: Feature[]) => Promise<void>;
  readonly work: (batch: Feature[]) => Work;
  /** Seconds of a run that are not the pass's. */
  readonly apart?: number;
}

type Shape = (typeof shapes)[keyof typeof shapes];

function sentences({ rows, length }: Shape, { maxLength }: Pick<EncoderConfig, 'maxLength'>): Feature[] {
  const draw = random(1);
  return Array.from({ length: rows }, (_, item) => {
    const ids = Int32Array.from({ length: Math.min(length, maxLength) }, () => Math.floor(draw() * words));
    return { kind: 'tagging', item, sequences: [ids], labels: ids.map((id) => id % spec.size), words: ids };
  });
}

async function measureTraining(model: CountedModel, device: MeasuredDevice) {
  const watch = stopwatch(device);
  const opened = watch();
  const options = recipe({ select: 'last' });
  const heads = [{ name: 'measured', spec }];
  await using learner = createLearner({ ...model, ...device, heads, values: drawn, recipe: options, seed: 1 });
  await learner.startInterval(0);
  const run = (batch: Feature[]) => trainOn(learner, collate(batch, model));
  await run(sentences(shapes.small, model.config));
  const first = opened();
  const isHost = device.backend.training.state === 'host';
  const update = isHost ? updateSeconds(watch) : 0;
  const trained = [...learner.slots.values()].reduce((sum, { weight }) => sum + weight.length, 0);
  const costs = new PassCosts(model, device.backend);
  const work = (batch: Feature[]) => costs.training(spec, batch);
  const passes = await timedPasses(watch, model, { run, work, apart: trained * update });
  const nodes = costs.nodes(spec, 'training');
  const opening = Math.max(0, first - passes[0].seconds - trained * update) / nodes;
  return { training: { pass: fittedSpeed(...passes), update }, opening };
}

async function measurePredicting(model: CountedModel, { backend, threads }: MeasuredDevice) {
  const watch = stopwatch({ backend, ...(threads !== undefined && { threads }) });
  const opened = watch();
  const built = inferenceGraph({ ...model, dialect: predictingDialect(backend) }, spec);
  const values = drawn(built.parameters);
  const state = Object.fromEntries(
    built.parameters.map(({ name, shape }) => {
      const data = values.get(name) ?? new Float32Array();
      return [name, { type: 'float32' as const, shape, data }];
    }),
  );
  await using session = await openGraph(backend, built, { state, ...(threads !== undefined && { threads }) });
  const run = (batch: Feature[]) => predictOn(session, model, batch);
  await run(sentences(shapes.small, model.config));
  const first = opened();
  const costs = new PassCosts(model, backend);
  const passes = await timedPasses(watch, model, { run, work: (batch) => costs.predicting(spec, batch) });
  const opening = Math.max(0, first - passes[0].seconds) / costs.nodes(spec, 'predicting');
  return { pass: fittedSpeed(...passes), opening };
}

let steps = 0;

async function trainOn(learner: Learner, feeds: ReturnType<typeof collate>): Promise<void> {
  const step: Step = { number: ++steps, learningRate: 1e-6, parts: [{ head: 'measured', passes: [feeds] }] };
  await learner.train([step]);
}

async function predictOn(session: Session, model: CountedModel, batch: Feature[]): Promise<void> {
  const sequences = batch.flatMap((feature) => [...feature.sequences]);
  await session.run({ ...layoutFeeds(sequences, model), ...headFeeds(batch, sequences) });
}

/** Small numbers of both signs, far from those that processors are slow with: what they are changes no time. */
const drawn = (parameters: readonly Parameter[]): ReadonlyMap<string, Float32Array> =>
  new Map(
    parameters.map(({ name, shape }) => {
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
      for (let i = 0; i < data.length; i++) data[i] = 0.02 * (((i * 40_503) % 1009) / 504.5 - 1);
      return [name, data];
    }),
  );

/** The median time of some runs, after one that is not counted. */
async function measured(watch: Stopwatch, run: () => Promise<void>): Promise<number> {
  await run();
  const times: number[] = [];
  for (let spent = 0; times.length < leastRuns || (spent < enough && times.length < mostRuns); ) {
    const lap = watch();
    await run();
    const seconds = lap();
    times.push(seconds);
    spent += seconds;
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

const mostRuns = 30;

/** Seconds of AdamW for one number, on more of them than a cache holds. */
function updateSeconds(watch: Stopwatch): number {
  const size = 2e6;
  const parameter: Parameter = { name: 'measured', shape: [size / 1000, 1000], start: 'normal' };
  const buffers = new ParameterBuffers();
  const slot = createSlot(parameter, new Float32Array(size).fill(0.01), 'sum', (n) => buffers.take(n));
  const update = (step: number) => adamw([slot], recipe({}), step, 1e-6);
  update(1);
  const lap = watch();
  for (let step = 2; step <= 6; step++) update(step);
  return lap() / 5 / size;
}

/** Begins to measure; what it gives back says the seconds since then. */
type Stopwatch = () => () => number;

/** Of the processor, over its threads, or of the clock. */
function stopwatch({ backend, threads }: MeasuredDevice): Stopwatch {
  if (backend.training.state !== 'host' || threads === undefined) {
    return () => {
      const begun = performance.now();
      return () => (performance.now() - begun) / 1000;
    };
  }
  return () => {
    const begun = process.cpuUsage();
    return () => {
      const { user, system } = process.cpuUsage(begun);
      return (user + system) / 1e6 / threads;
    };
  };
}
