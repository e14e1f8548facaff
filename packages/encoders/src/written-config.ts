import { jsonText } from '@stopover/files';
import type { Architecture, HeadKind } from './architecture.ts';
import type { EncoderConfig } from './config.ts';

/** What a checkpoint that is written holds. */
export interface WrittenHead {
  readonly architecture: Architecture;
  readonly config: EncoderConfig;
  /** `none`: the encoder alone. */
  readonly head: HeadKind | 'none';
  /** Class or tag names, in order; absent where the head has none. */
  readonly labels?: readonly string[];
  readonly dtype?: 'F32' | 'F16';
  /** Further fields. */
  readonly more?: Readonly<Record<string, unknown>>;
}

// What a config.json may say of the head, the number format and the wrapping that its weights had when it was read.
// Written beside other weights it would be false, and programs act on it: transformers' pipelines turn scores by
// `problem_type` and `function_to_apply`, sentence-transformers by fields of its own, a quantizer packs weights.
const ofFormerWeights: readonly string[] = [
  // The head.
  ...['architectures', 'id2label', 'label2id', 'num_labels', '_num_labels', 'problem_type', 'loss_type'],
  ...['finetuning_task', 'task_specific_params', 'function_to_apply', 'sentence_transformers'],
  ...['sbert_ce_default_activation_function', 'prediction_heads', 'custom_heads'],
  // Code and adapters that lay beside it and are not written along.
  ...['auto_map', 'custom_pipelines', 'adapters', 'adapter_fusion_models', 'fusion_models', 'model_class'],
  // The number format. What is written is whole and not packed.
  ...['dtype', 'torch_dtype', 'use_bfloat16', 'quantization_config', 'compression_config', 'pruned_heads'],
  // What another program found convenient: where the file came from, how outputs are returned, how ONNX files lie.
  ...['_name_or_path', 'name_or_path', '_commit_hash', 'return_dict', 'torchscript', 'transformers.js_config'],
];

/**
 * The text of config.json for a checkpoint that Python transformers loads: the encoder's fields as they were read, with
 * the text that their numbers had, and nothing of a former head or number format.
 */
export function writtenConfig({ architecture, config, head, labels, dtype = 'F32', more }: WrittenHead): string {
  const kept = Object.entries(config.raw).filter(([name]) => !ofFormerWeights.includes(name));
  const file = {
    ...Object.fromEntries(kept),
    // A ranking model is the bare encoder, to transformers.
    architectures: [architecture.className[head === 'none' ? 'ranking' : head]],
    dtype: dtype === 'F16' ? 'float16' : 'float32',
    // Masked tokens are decoded by the token embeddings, whatever the encoder was saved with.
    ...(config.raw['tie_word_embeddings'] === false && { tie_word_embeddings: true }),
    ...(labels && {
      id2label: Object.fromEntries(labels.map((label, i) => [String(i), label])),
      label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
    }),
    ...more,
  };
  return `${jsonText(file, config.numbers ?? new Map())}\n`;
}
