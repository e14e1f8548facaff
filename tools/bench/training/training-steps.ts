// The steps of a stage of `stopover finetune`, without its files: the same learner, recipe, weights and feeds.
import { type Backend, StopoverError } from '@stopover/core';
import {
  type Checkpoint,
  encoderGraph,
  initialise,
  isLora,
  type Lora,
  loraModules,
  type Parameter,
  valuesFor,
} from '@stopover/encoders';
import { collate, createLearner, learningRate, recipe } from '@stopover/training';
import { initialModel, type Shape } from '../models/initial-model.ts';
import type { Row } from './batches-file.ts';

/** How it is trained. */
export interface Training {
  readonly backend: Backend;
  readonly threads: number;
  readonly learningRate: number;
  readonly dropout: number;
  /** Default: float32. */
  readonly precision?: 'float32' | 'float16';
  /** No step begins later, by `performance.now()`; one is made all the same. */
  readonly until?: number;
  readonly from: Shape & { readonly load: string | undefined };
  /** Of an adapter that is trained with the head in place of the encoder; default: everything is trained. */
  readonly rank?: number | undefined;
}

const head = 'bench';
const seed = 1;
/** Steps between two looks at the resident memory. */
export const memoryEvery = 100;

/** Trains once on each batch and times each step, collating included. @throws StopoverError for a loss that is none. */
export async function trainingSteps(
  batches: readonly (readonly Row[])[],
  { backend, threads, learningRate: peak, dropout, from, rank, ...more }: Training,
) {
  const { checkpoint, vocabulary } = await initialModel(batches, from);
  const { architecture, weights } = checkpoint;
  const noise = { hiddenDropout: dropout, attentionDropout: dropout, classifierDropout: dropout };
  const config = { ...checkpoint.config, ...noise };
  const plan = recipe({
    ...{ learningRate: peak, epochs: 1, batchSize: batches[0]?.length ?? 1, warmupSteps: 0, dropout },
    ...(more.precision !== undefined && { precision: more.precision }),
  });
  const kept = [...weights.keys()].some((name) => architecture.headPrefixes.some((prefix) => name.startsWith(prefix)));
  await using learner = createLearner({
    ...{ backend, threads, architecture, config, recipe: plan, seed },
    heads: [{ name: head, spec: { kind: 'classification', size: from.classes } }],
    ...(rank === undefined ? {} : adapted(checkpoint, rank)),
    values: startOf({ ...checkpoint, config }, kept ? 'keep' : 'new'),
  });
  const placement = { architecture, config, rows: vocabulary.rows };
  const seconds: number[] = [];
  const processorSeconds: number[] = [];
  const losses: number[] = [];
  const resident: number[] = [];
  for (const [i, batch] of batches.entries()) {
    const began = performance.now();
    if (i > 0 && began > (more.until ?? Number.POSITIVE_INFINITY)) break;
    const before = process.cpuUsage();
    const parts = [{ head, passes: [collate(batch, placement)] }];
    const rate = learningRate(plan, i, batches.length, 0);
    const [outcome] = await learner.train([{ number: i + 1, learningRate: rate, parts }]);
    seconds.push((performance.now() - began) / 1000);
    const { user, system } = process.cpuUsage(before);
    processorSeconds.push((user + system) / 1e6);
    const loss = outcome?.loss ?? Number.NaN;
    if (!Number.isFinite(loss)) throw diverged(i, loss);
    losses.push(loss);
    if ((i + 1) % memoryEvery === 0) resident.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
  }
  const trained = [...learner.slots.values()].reduce((sum, { weight }) => sum + weight.length, 0);
  return { config, seconds, processorSeconds, losses, resident, trained };
}

/** In a function of its own, so that only the learner's first look keeps the checkpoint in memory. */
const startOf =
  (checkpoint: Checkpoint, from: 'keep' | 'new') =>
  (parameters: readonly Parameter[]): Map<string, Float32Array> => {
    const own = parameters.filter(({ name }) => !isLora(name));
    const values = valuesFor(checkpoint, own, { head: from, seed, borrow: true });
    for (const one of parameters) if (isLora(one.name)) values.set(one.name, initialise(one, seed, 0));
    return values;
  };

/** What a stage with an adapter on query and value trains. */
function adapted(checkpoint: Checkpoint, rank: number): { adapter: Lora; trains: (name: string) => boolean } {
  const { all, linears } = encoderGraph(checkpoint).parameters;
  const modules = loraModules(checkpoint.config.modelType, linears, {}).map(({ name }) => name);
  const names = new Set(all.map(({ name }) => name));
  const adapter = { rank, alpha: 2 * rank, dropout: 0.05, modules: new Set(modules) };
  return { adapter, trains: (name) => !names.has(name) };
}

const diverged = (step: number, loss: number) =>
  new StopoverError({ where: `step ${step + 1}`, what: `the loss is ${loss}`, remedy: 'Lower --lr.' });
