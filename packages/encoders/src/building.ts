import type { Ops, Value } from '@stopover/onnx-graph';
import type { EncoderConfig } from './config.ts';
import type { Layout } from './layout.ts';
import { type Lora, loraParameters } from './lora.ts';
import type { Linear, Parameter, Parameters } from './parameters.ts';

/** What an architecture builds with. */
export interface Building {
  readonly op: Ops;
  readonly config: EncoderConfig;
  readonly parameters: Parameters;
  readonly layout: Layout;
  /** Seed of the next dropout node, or undefined in a graph that only infers. */
  readonly nextSeed: (() => number) | undefined;
  /** What is added to some of the weight matrices. */
  readonly adapter?: Lora | undefined;
}

/** Drops a share of x while training. */
export function dropout({ op, nextSeed }: Building, x: Value, share: number): Value {
  if (!nextSeed || share === 0) return x;
  const [y] = op.Dropout(x, share, nextSeed());
  if (!y) throw new Error('Dropout has no output');
  return y;
}

/** A weight matrix [out, in] and, unless there is none, its bias, under `name.weight` and `name.bias`. */
export function linear(
  b: Building,
  x: Value,
  name: string,
  from: number,
  to: number,
  { bias: biased = true } = {},
): Value {
  const { op, parameters, adapter } = b;
  parameters.linears.push({ name, from, to });
  const weight = parameters.use({ name: `${name}.weight`, shape: [to, from], start: 'normal' });
  const bias = biased ? parameters.use({ name: `${name}.bias`, shape: [to], start: 0 }) : null;
  const y = op.Gemm(x, weight, bias, { transB: true });
  return adapter?.modules.has(name) ? op.Add(y, lowRank(b, x, { name, from, to }, adapter)) : y;
}

/** (alpha / rank) · B(A dropout(x)): Hu et al. 2022, LoRA, formula 3, with the dropout of PEFT. */
function lowRank(b: Building, x: Value, linear: Linear, adapter: Lora): Value {
  const { op, parameters } = b;
  const { a, b: back } = loraParameters(linear, adapter.rank);
  const inner = op.Gemm(dropout(b, x, adapter.dropout), parameters.use(a), null, { transB: true });
  const scaled = op.Mul(inner, op.graph.scalar(adapter.alpha / adapter.rank));
  return op.Gemm(scaled, parameters.use(back), null, { transB: true });
}

/** Layer normalisation under `name.weight` and, unless there is none, `name.bias`. */
export function layerNorm(
  { op, parameters, config }: Building,
  x: Value,
  name: string,
  { bias: biased = true } = {},
): Value {
  const scale = parameters.use({ name: `${name}.weight`, shape: [config.hiddenSize], start: 1 });
  const shift = biased ? parameters.use({ name: `${name}.bias`, shape: [config.hiddenSize], start: 0 }) : null;
  const [y] = op.LayerNormalization(x, scale, shift, config.layerNormEpsilon);
  if (!y) throw new Error('LayerNormalization has no output');
  return y;
}

/** An embedding table [rows, hidden]. */
export const table = ({ config }: Building, name: string, rows: number, frozenRow?: number): Parameter => ({
  name: `${name}.weight`,
  shape: [rows, config.hiddenSize],
  start: 'normal',
  ...(frozenRow === undefined ? {} : { frozenRow }),
});
