import { cpu } from '@stopover/backend-cpu';
import type { Tensor } from '@stopover/core';
import { createOps, GraphBuilder, serialize } from '@stopover/onnx-graph';
import { command, numberOf } from '../command-line/command.ts';
import { roundsOption, threadsOption } from '../command-line/common-options.ts';
import { processor } from '../measures/about.ts';
import { median, rounded } from '../measures/rounds.ts';

/** [n, k] × [k, m], and which of the two lie transposed. */
interface Product {
  readonly product: string;
  readonly n: number;
  readonly k: number;
  readonly m: number;
  readonly form: { readonly transA?: boolean; readonly transB?: boolean };
}

await command({
  purpose:
    "The machine's peak of float32 matrix products in GFLOP/s, through the runtime that trains, in the shapes of a base\n" +
    "model's step and in a large square.",
  options: {
    threads: threadsOption,
    tokens: { type: 'string', default: '700', help: 'tokens of a step' },
    rounds: roundsOption(9),
    square: { type: 'string', default: '2048', help: 'side of the large square' },
  },
  run: async (values) => {
    const [threads, rounds] = [numberOf('threads', values.threads), numberOf('rounds', values.rounds)];
    const products = [];
    for (const product of productsOf(numberOf('tokens', values.tokens), numberOf('square', values.square))) {
      const { n, k, m } = product;
      const seconds = await secondsOf(product, threads, rounds);
      products.push({ product: product.product, shape: [n, k, m], gflops: rounded((2 * n * k * m) / seconds / 1e9) });
    }
    const peak = Math.max(...products.map(({ gflops }) => gflops));
    return { benchmark: 'matmul', threads, rounds, cpu: processor(), products, peak };
  },
});

/** As a linear layer and its gradients ask for them. */
function productsOf(tokens: number, side: number): readonly Product[] {
  const layers = [
    [768, 768],
    [768, 3072],
    [3072, 768],
  ] as const;
  const ofLayers = layers.flatMap(([from, to]) => [
    { product: 'forward', n: tokens, k: from, m: to, form: { transB: true } },
    { product: 'gradient of the input', n: tokens, k: to, m: from, form: {} },
    { product: 'gradient of the weight', n: to, k: tokens, m: from, form: { transA: true } },
  ]);
  return [...ofLayers, { product: 'square', n: side, k: side, m: side, form: {} }];
}

/** The median time of one product, of arrays that stay where they are. */
async function secondsOf({ n, k, m, form }: Product, threads: number, rounds: number): Promise<number> {
  const op = createOps(new GraphBuilder());
  const shapeA = form.transA ? [k, n] : [n, k];
  const shapeB = form.transB ? [m, k] : [k, m];
  const a = op.graph.input('a', 'float32', shapeA);
  const b = op.graph.input('b', 'float32', shapeB);
  op.graph.output('y', op.Gemm(a, b, null, form));
  await using session = await cpu().open(serialize(op.graph), { threads });
  const feeds = { a: filled(shapeA), b: filled(shapeB) };
  const into = { y: filled([n, m]) };
  const seconds: number[] = [];
  // The first two runs make the threads and touch the memory.
  for (let round = -2; round < rounds; round++) {
    const began = performance.now();
    await session.run(feeds, into);
    if (round >= 0) seconds.push((performance.now() - began) / 1000);
  }
  return median(seconds);
}

function filled(shape: readonly number[]): Tensor {
  const data = Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => ((i * 7919) % 1013) / 1013);
  return { type: 'float32', shape, data };
}
