import type { Value } from '@stopover/onnx-graph';
import type { Building } from './building.ts';
import type { EncoderConfig } from './config.ts';

/** The kinds that have a head. `bitext` needs none. */
export type HeadKind = 'classification' | 'choice' | 'span' | 'tagging' | 'ranking' | 'mlm';

/** What a head is built for. */
export interface HeadSpec {
  readonly kind: HeadKind;
  /** Classes or tags; 1 for `choice`, 2 for `span` (start and end), the hidden size for `ranking`, the vocabulary for `mlm`. */
  readonly size: number;
}

/** Rows that a head works on, by index into the list of tokens, with where each token went (see `Ops.Unpad`). */
export interface Picked {
  readonly index: Value;
  readonly inverse: Value;
}

/** One encoder architecture: how its checkpoint is read and its graph built. One file each. */
export interface Architecture {
  /** `model_type` in config.json. */
  readonly modelType: string;
  /** @throws ZodError when the file is not of this architecture. */
  readonly parse: (config: unknown) => EncoderConfig;
  /** `architectures[0]` of a checkpoint with this head, as Python transformers names its class. */
  readonly className: Readonly<Record<HeadKind, string>>;
  /** Row of the position table for the n-th token of a sequence, from 0. */
  readonly position: (config: EncoderConfig, n: number) => number;
  /** Whether the texts of a pair are told apart: the graph then takes the layout's `segments`. */
  readonly segmented: boolean;
  /** Hidden states [T, hidden]: the embeddings' output, then one per layer. */
  readonly encode: (b: Building) => readonly Value[];
  /**
   * Logits from the last hidden state: [n, size] for the picked rows (first tokens of sequences, or masked tokens),
   * [T, size] for span and tagging. For ranking the pooled vector of each sequence, as the architecture's pooler has it.
   */
  readonly head: (b: Building, hidden: Value, spec: HeadSpec, picked: Picked) => Value;
  /** Prefixes of head parameters, so that a fresh head can be told from a missing weight. */
  readonly headPrefixes: readonly string[];
  /** Prefixes of parameters that a checkpoint may lack: taken from it where it has them, fresh otherwise. */
  readonly optionalPrefixes: readonly string[];
  /**
   * What the names of the encoder's parameters begin with beside a head, dot included; a checkpoint of the encoder alone
   * leaves it out (`base_model_prefix` of Python transformers). Tensors that begin so and that config.json does not
   * announce are refused. Default: none.
   */
  readonly basePrefix?: string;
  /** The present name of a parameter that old checkpoints hold under another one. */
  readonly renamed?: (name: string) => string;
}

// An architecture builds a graph, whose types core cannot name: so the field is added to core's interface here.
declare module '@stopover/core' {
  interface Plugin {
    /** Architectures beside the built-in ones. */
    readonly encoders?: readonly Architecture[];
  }
}
