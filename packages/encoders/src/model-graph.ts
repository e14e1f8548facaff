import { createOps, GraphBuilder, type LoweringOptions, type Ops, type Value } from '@stopover/onnx-graph';
import type { Architecture, HeadSpec, Picked } from './architecture.ts';
import type { Building } from './building.ts';
import type { EncoderConfig } from './config.ts';
import { layoutInputs } from './layout.ts';
import type { Lora } from './lora.ts';
import { losses } from './losses.ts';
import { type Parameter, Parameters } from './parameters.ts';
import { pickedRowsOps } from './picked-rows.ts';

/** A graph with what a trainer or an evaluator needs to go on building. */
export interface ModelGraph {
  readonly op: Ops;
  readonly parameters: Parameters;
  /** Hidden states [T, hidden], embeddings first. */
  readonly states: readonly Value[];
  readonly logits: Value;
  /** Builds the loss, a scalar, and declares its feeds: a graph that only infers never asks. */
  readonly loss: () => Value;
}

export interface GraphOptions {
  readonly architecture: Architecture;
  readonly config: EncoderConfig;
  /** Given: dropout is on, each of its nodes with the next seed. */
  readonly nextSeed?: () => number;
  /** The graph only predicts: it has no gradient. */
  readonly infers?: boolean;
  readonly float?: 'float32' | 'float64';
  readonly dialect?: LoweringOptions;
  /** The name of a parameter's graph input; default: its own. */
  readonly inputName?: (parameter: Parameter) => string;
  /** Whether a parameter of a name is trained; default: all are. */
  readonly trains?: ((name: string) => boolean) | undefined;
  /** What is added to some of the encoder's weight matrices. */
  readonly adapter?: Lora | undefined;
}

/** Encoder and head. Feeds: the layout's, `picked` and `unpicked` where the head picks rows, and the loss's. */
export function modelGraph(options: GraphOptions, spec: HeadSpec): ModelGraph {
  const rows = spec.kind === 'mlm' ? 'M' : 'R';
  const picks = spec.kind !== 'span' && spec.kind !== 'tagging';
  const b = building(options, picks ? rows : undefined);
  const states = options.architecture.encode(b);
  const hidden = states.at(-1);
  if (!hidden) throw new Error('an encoder has at least its embeddings');
  const head = b.op.graph.scope('head', () => options.architecture.head(b, hidden, spec, b.picked));
  const { logits, loss } = b.op.graph.scope('loss', () => losses[spec.kind](b.op, head, b.layout, b.parameters));
  return { op: b.op, parameters: b.parameters, states, logits, loss: () => b.op.graph.scope('loss', loss) };
}

/** The encoder alone, for sentence embeddings. */
export function encoderGraph(options: GraphOptions): Omit<ModelGraph, 'logits' | 'loss'> {
  const b = building(options);
  return { op: b.op, parameters: b.parameters, states: options.architecture.encode(b) };
}

/** The table that token ids are looked up in. */
export function wordTable(options: Pick<GraphOptions, 'architecture' | 'config'>): Parameter {
  const { parameters } = encoderGraph(options);
  const lookup = parameters.lookups.find(({ ids }) => ids.name === 'ids');
  if (!lookup) throw new Error(`${options.architecture.modelType} looks up no token ids`);
  return lookup.parameter;
}

/** `rows`: the name of the number of rows that the head picks, where it does. */
function building(
  { config, nextSeed, infers = false, float = 'float32', dialect, inputName, trains, adapter }: GraphOptions,
  rows?: string,
): Building & { readonly picked: Picked } {
  const base = createOps(new GraphBuilder(float, dialect));
  const g = base.graph;
  const layout = layoutInputs(g);
  const picked = rows
    ? { index: g.input('picked', 'int64', [rows]), inverse: g.input('unpicked', 'int64', ['T']) }
    : { index: layout.flat, inverse: layout.flat };
  // GELU is one pass over its input where no gradient wants its parts.
  const wanted: Ops = infers ? { ...base, Gelu: (x) => g.one('Gelu', [x], x.type, x.shape) } : base;
  const { layerNormEpsilon } = config;
  const op = rows ? pickedRowsOps(wanted, { ...picked, layerNormEpsilon }) : wanted;
  return { op, config, parameters: new Parameters(base, { inputName, trains }), layout, nextSeed, adapter, picked };
}
