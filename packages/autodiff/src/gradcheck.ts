import type { Backend, Tensor, Tensors } from '@stopover/core';
import { createOps, GraphBuilder, type Ops, serialize, type Value } from '@stopover/onnx-graph';
import { gradients } from './gradients.ts';

/** A function of float64 tensors to be differentiated two ways. */
export interface GradCheck {
  readonly shapes: readonly (readonly number[])[];
  /** Builds y from the inputs; y may have any shape. */
  readonly f: (op: Ops, ...x: Value[]) => Value;
  /** Keeps inputs positive, for Log, Sqrt and Div. */
  readonly positive?: boolean;
  /** Opens a session for every run, so that Dropout draws the same mask each time. */
  readonly redraws?: boolean;
}

const step = 1e-5;

/**
 * Largest difference between the gradient of Σ wᵢ yᵢ (w fixed, uneven) by the rules and by central differences,
 * relative to the largest gradient.
 */
export async function gradcheck(
  backend: Backend,
  { shapes, f, positive = false, redraws = false }: GradCheck,
): Promise<number> {
  const op = createOps(new GraphBuilder('float64'));
  const inputs = shapes.map((shape, i) => op.graph.input(`x${i}`, 'float64', shape));
  const y = f(op, ...inputs);
  const size = y.shape.reduce<number>((n, d) => n * Number(d), 1);
  const weights = op.graph.constant(numbers(size, 99), y.shape.map(Number));
  const axes = y.shape.map((_, i) => i);
  const product = op.Mul(y, weights);
  const loss = axes.length > 0 ? op.ReduceSum(product, axes, false) : product;
  const built = gradients(op, loss, inputs);
  op.graph.output('loss', loss);
  built.forEach((g, i) => {
    op.graph.output(`g${i}`, g);
  });
  const graph = serialize(op.graph);
  await using shared = await backend.open(graph);
  const at = shapes.map((shape, i) => {
    const drawn = numbers(
      shape.reduce((n, d) => n * d, 1),
      i + 1,
    );
    return Float64Array.from(drawn, (v) => (positive ? 0.5 + Math.abs(v) : v));
  });
  const run = async (values: readonly Float64Array[]) => {
    if (!redraws) return shared.run(feeds(shapes, values));
    await using own = await backend.open(graph);
    return own.run(feeds(shapes, values));
  };
  const byRule = await run(at);
  let worst = 0;
  let largest = 1e-3;
  for (const [i, values] of at.entries()) {
    const rule = data(byRule[`g${i}`]);
    if (rule.length !== values.length)
      throw new Error(`gradient ${i} has ${rule.length} elements, not ${values.length}`);
    for (let k = 0; k < values.length; k++) {
      const moved = async (by: number) => {
        const shifted = at.map((v, j) => (j === i ? v.map((x, m) => (m === k ? x + by : x)) : v));
        return data((await run(shifted))['loss'])[0] ?? Number.NaN;
      };
      const numeric = ((await moved(step)) - (await moved(-step))) / (2 * step);
      worst = Math.max(worst, Math.abs(numeric - (rule[k] ?? Number.NaN)));
      largest = Math.max(largest, Math.abs(numeric));
    }
  }
  return worst / largest;
}

const feeds = (shapes: GradCheck['shapes'], values: readonly Float64Array[]): Tensors =>
  Object.fromEntries(values.map((v, i) => [`x${i}`, { type: 'float64' as const, shape: shapes[i] ?? [], data: v }]));

function data(tensor: Tensor | undefined): Float64Array {
  if (tensor?.type === 'float64') return tensor.data;
  throw new Error(`expected a float64 tensor, got ${tensor?.type}`);
}

/** Uneven numbers between −1 and 1, the same for the same seed. */
const numbers = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 0.9 + 0.05);
