// What the stages of a plan are expected to take: by what the store measured, or by what they compute.
import { type AnyTask, type Backend, type Source, StopoverError } from '@stopover/core';
import { type Tables, textsOf } from '@stopover/data';
import type { Architecture } from '@stopover/encoders';
import type { Catalog } from '@stopover/registry';
import type { Plan } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import type { Store } from '../store/store.ts';
import type { Estimate, EstimateContext } from './estimate-context.ts';
import { estimateCombination, estimateEvaluation } from './estimate-evaluation.ts';
import { estimateTraining } from './estimate-training.ts';
import { EstimatedModel } from './estimated-model.ts';
import { baseOf, examplesOf, likenessOf } from './like-stages.ts';
import { MeasuredStages } from './measured-stages.ts';
import { RowSamples } from './row-samples.ts';
import { type Measuring, SpeedBook } from './speed-book.ts';
import { type Measured, whenMeasured } from './when-measured.ts';

/** What a plan has when its times are expected. */
export type UnexpectedPlan = Pick<Plan, 'stages' | 'models' | 'engine'>;

/** On what stages will run, and what their passes are counted with. */
export interface EstimateOptions {
  readonly backend: Backend;
  /** Of each process. */
  readonly threads: number;
  readonly architectures: readonly Architecture[];
  readonly measure: Measured;
  /**
   * Does the same in a process of its own, whose memory goes with it, and gives what is expected of each stage in order: it
   * is asked where a tokenizer is large. Without it this process does it.
   */
  readonly elsewhere?: (plan: UnexpectedPlan, backend: string) => Promise<readonly Stage['expected'][]>;
}

/** What estimates are made of. */
export interface Expecting {
  readonly plan: UnexpectedPlan;
  /** Of the backend that will be used. */
  readonly backend: string;
  readonly store: Store;
  readonly source: Source;
  readonly tasks: Catalog<AnyTask>;
  readonly tables: Tables;
  /** Without it times come from measurements of the store alone. */
  readonly estimates: EstimateOptions | undefined;
}

/**
 * Fills in the time expected of each stage of a plan, in seconds of one process: of like stages of this store where there
 * are any; else the estimate, corrected by what stages of its sort took against theirs. Null without anything to judge by.
 */
export async function expectStages(expecting: Expecting): Promise<void> {
  const { plan, backend, store, estimates } = expecting;
  if (estimates?.elsewhere && plan.models.some(({ size }) => size.tokenizer > largeTokenizer)) {
    const expected = await estimates.elsewhere(plan, backend);
    for (const [place, { expected: own }] of plan.stages.entries()) Object.assign(own, expected[place]);
    return;
  }
  const records = await store.records();
  const estimated = estimates && new Estimates(expecting, estimates, whenMeasured(estimates.measure, plan, records));
  const workOf = async (stage: Stage, base: string | undefined) =>
    estimated && stage.kind !== 'translate' ? (await estimated.of(stage, base))?.seconds : examplesOf(stage);
  const on = { backend, threads: estimates?.threads, onProcessor: estimates?.backend.training.state === 'host' };
  const measured = await MeasuredStages.of(records, on, workOf);
  const byKey = new Map(plan.stages.map((stage) => [stage.key, stage]));
  if (!estimated && measured.isEmpty) return;
  for (const stage of plan.stages) {
    const base = baseOf(stage, byKey);
    const estimate = await estimated?.of(stage, base);
    // Nothing is told by stages that are not there, and there may be hundreds of thousands to ask for.
    const work = estimated && stage.kind !== 'translate' ? estimate?.seconds : examplesOf(stage);
    const time = measured.isEmpty ? undefined : measured.timeOf(stage, base, work);
    fill(stage.expected, estimate, time ?? (estimate && { seconds: estimate.seconds, by: 'estimated' }));
  }
}

/**
 * Bytes of a tokenizer.json above which another process reads it: it takes some twenty times as many in memory, which
 * the allocator does not give back, and a run keeps the process that planned it to its end.
 */
const largeTokenizer = 4e6;

/** In place: a large plan has no room for two of each stage. */
function fill(
  expected: Stage['expected'],
  { steps, memory }: Partial<Estimate> = {},
  time: Pick<Stage['expected'], 'seconds' | 'by'> | undefined,
): void {
  Object.assign(expected, time);
  if (steps !== undefined) expected.steps = steps;
  if (memory !== undefined) expected.memory = Math.ceil(memory / 1e6);
}

/** Estimates of stages by what their passes compute; one for all that are alike. */
class Estimates {
  readonly #expecting: Expecting;
  readonly #options: EstimateOptions;
  readonly #context: EstimateContext;
  readonly #book: SpeedBook;
  readonly #models = new Map<string, Promise<EstimatedModel | undefined>>();
  readonly #known = new Map<string, Promise<Estimate | undefined>>();

  constructor(expecting: Expecting, options: EstimateOptions, measure: Measuring) {
    const { source, tasks, tables, store, plan } = expecting;
    this.#expecting = expecting;
    this.#options = options;
    const texts = new Map<string, ReturnType<Parameters<EstimateContext['textOf']>[1]>>();
    this.#context = {
      tables,
      task: (name) => tasks.get(name, 'plan'),
      samples: new RowSamples(source),
      text: textsOf(source),
      textOf: (text, read) => {
        const key = JSON.stringify(text);
        const known = texts.get(key) ?? read();
        texts.set(key, known);
        return known;
      },
    };
    this.#book = new SpeedBook(store.folder, options, { engine: plan.engine, measure });
  }

  /** Undefined where nothing can be said. @throws StopoverError when the backend does not work. */
  of(stage: Stage, base: string | undefined): Promise<Estimate | undefined> {
    if (stage.kind === 'translate' || base === undefined) return Promise.resolve(undefined);
    const key = likenessOf(stage, base);
    const known = this.#known.get(key) ?? this.#estimate(stage, base);
    this.#known.set(key, known);
    return known;
  }

  async #estimate(stage: Exclude<Stage, { kind: 'translate' }>, base: string): Promise<Estimate | undefined> {
    const model = await this.#model(base);
    if (!model) return undefined;
    if (stage.kind === 'train') return estimateTraining(stage, model, this.#context);
    if (stage.kind === 'combine') return estimateCombination(stage, model, this.#context);
    return estimateEvaluation(stage, model, this.#context);
  }

  /** Of a record the model may be one that this plan has not. */
  async #model(base: string): Promise<EstimatedModel | undefined> {
    const planned = this.#expecting.plan.models.find(({ hash }) => hash === base);
    if (!planned) return undefined;
    const { architectures, backend } = this.#options;
    const open = () => EstimatedModel.open(planned, { architectures, book: this.#book, backend });
    // A backend that answers its probe and runs no graph leaves the plan without estimates.
    const opening = this.#models.get(base) ?? open().catch(stopoverOnly);
    this.#models.set(base, opening);
    return opening;
  }
}

function stopoverOnly(error: unknown): undefined {
  if (error instanceof StopoverError) return undefined;
  throw error;
}
