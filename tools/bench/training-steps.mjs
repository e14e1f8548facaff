// The steps of a stage of `stopover finetune`, without its files: the same learner, recipe, weights and feeds.
import { StopoverError } from '@stopover/core';
import { valuesFor } from '@stopover/encoders';
import { recipe } from '@stopover/training';
import { collate, HostLearner, learningRate, warmupOf } from './engine.mjs';
import { initialModel } from './initial-model.mjs';

/** @typedef {import('./batches-file.mjs').Row} Row */
/**
 * @typedef {object} Training
 * @property {import('@stopover/core').Backend} backend
 * @property {number} threads
 * @property {number} learningRate
 * @property {number} dropout
 * @property {import('./initial-model.mjs').Shape & { load: string | undefined }} from
 */

const head = 'bench';
const seed = 1;
/** Steps between two looks at the resident memory. */
export const memoryEvery = 100;

/**
 * Trains once on each batch and times each step, collating included.
 * @param {readonly (readonly Row[])[]} batches
 * @param {Training} options
 */
export async function trainingSteps(batches, { backend, threads, learningRate: peak, dropout, from }) {
  const { checkpoint, vocabulary } = await initialModel(batches, from);
  const { architecture, weights } = checkpoint;
  const noise = { hiddenDropout: dropout, attentionDropout: dropout, classifierDropout: dropout };
  const config = { ...checkpoint.config, ...noise };
  const batchSize = batches[0]?.length ?? 1;
  const plan = recipe({ learningRate: peak, epochs: 1, batchSize, warmupSteps: 0, dropout });
  const steps = plan.maxSteps ?? batches.length * plan.epochs;
  const warmup = warmupOf(plan, steps);
  const kept = [...weights.keys()].some((name) => architecture.headPrefixes.some((prefix) => name.startsWith(prefix)));
  const learner = new HostLearner({
    ...{ backend, threads, architecture, config, recipe: plan, seed },
    heads: [{ name: head, spec: { kind: 'classification', size: from.classes } }],
    values: (parameters) => valuesFor({ ...checkpoint, config }, parameters, { head: kept ? 'keep' : 'new', seed }),
  });
  try {
    const placement = { architecture, config, rows: vocabulary.rows };
    const seconds = [];
    const losses = [];
    const resident = [];
    for (const [step, batch] of batches.entries()) {
      const began = performance.now();
      const loss = await learner.accumulate({ head, feeds: collate(batch, placement) }, 1);
      await learner.update(step + 1, learningRate(plan, step, steps, warmup));
      seconds.push((performance.now() - began) / 1000);
      losses.push(loss);
      if ((step + 1) % memoryEvery === 0) resident.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
      if (!Number.isFinite(loss)) throw diverged(step, loss);
    }
    return { config, seconds, losses, resident };
  } finally {
    await learner[Symbol.asyncDispose]();
  }
}

/** @param {number} step @param {number} loss */
const diverged = (step, loss) =>
  new StopoverError({ where: `step ${step + 1}`, what: `the loss is ${loss}`, remedy: 'Lower --lr.' });
