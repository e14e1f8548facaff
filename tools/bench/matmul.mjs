// npm run bench:matmul: the machine's peak of float32 matrix products, through the runtime that trains, in the shapes
// of a base model's step and in a large square. Prints one JSON line.

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { cpu } from '@stopover/backend-cpu';
import { createOps, GraphBuilder, serialize } from '@stopover/onnx-graph';
import { numberOf, printed } from './command.mjs';
import { median, rounded } from './rounds.mjs';

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: String(cpus().length) },
    tokens: { type: 'string', default: '700' },
    rounds: { type: 'string', default: '9' },
  },
});

/** @typedef {{ transA?: boolean, transB?: boolean }} Form */
/** @typedef {{ product: string, n: number, k: number, m: number, form: Form }} Product */

await printed(async () => {
  const [threads, rounds] = [numberOf('threads', values.threads), numberOf('rounds', values.rounds)];
  const products = [];
  for (const product of productsOf(numberOf('tokens', values.tokens))) {
    const { n, k, m } = product;
    const seconds = await secondsOf(product, threads, rounds);
    products.push({ product: product.product, shape: [n, k, m], gflops: rounded((2 * n * k * m) / seconds / 1e9) });
  }
  const peak = Math.max(...products.map(({ gflops }) => gflops));
  return { benchmark: 'matmul', threads, rounds, cpu: cpus()[0]?.model ?? '', products, peak };
});

/** [n, k] × [k, m] as a linear layer and its gradients ask for it. @param {number} tokens @returns {Product[]} */
function productsOf(tokens) {
  const layers = /** @type {const} */ ([
    [768, 768],
    [768, 3072],
    [3072, 768],
  ]);
  const ofLayers = layers.flatMap(([from, to]) => [
    { product: 'forward', n: tokens, k: from, m: to, form: { transB: true } },
    { product: 'gradient of the input', n: tokens, k: to, m: from, form: {} },
    { product: 'gradient of the weight', n: to, k: tokens, m: from, form: { transA: true } },
  ]);
  return [...ofLayers, { product: 'square', n: 2048, k: 2048, m: 2048, form: {} }];
}

/**
 * The median time of one product, of arrays that stay where they are.
 * @param {Product} product
 * @param {number} threads
 * @param {number} rounds
 */
async function secondsOf({ n, k, m, form }, threads, rounds) {
  const op = createOps(new GraphBuilder());
  const shapeA = form.transA ? [k, n] : [n, k];
  const shapeB = form.transB ? [m, k] : [k, m];
  const a = op.graph.input('a', 'float32', shapeA);
  const b = op.graph.input('b', 'float32', shapeB);
  op.graph.output('y', op.Gemm(a, b, null, form));
  const session = await cpu().open(serialize(op.graph), { threads });
  const feeds = { a: filled(shapeA), b: filled(shapeB) };
  const into = { y: filled([n, m]) };
  const seconds = [];
  try {
    // The first two runs make the threads and touch the memory.
    for (let round = -2; round < rounds; round++) {
      const began = performance.now();
      await session.run(feeds, into);
      if (round >= 0) seconds.push((performance.now() - began) / 1000);
    }
    return median(seconds);
  } finally {
    await session[Symbol.asyncDispose]();
  }
}

/** @param {readonly number[]} shape */
function filled(shape) {
  const data = Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => ((i * 7919) % 1013) / 1013);
  return { type: /** @type {const} */ ('float32'), shape, data };
}
