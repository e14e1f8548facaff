import type { Architecture } from './architecture.ts';
import type { EncoderConfig } from './config.ts';
import { encoderGraph } from './model-graph.ts';

/** The names of the encoder's own parameters, heads and what is optional left out. */
const encoderNames = (architecture: Architecture, config: EncoderConfig): readonly string[] =>
  encoderGraph({ architecture, config }).parameters.all.map(({ name }) => name);

/**
 * The architecture's name of each stored tensor. Old names become the present ones, and where a checkpoint holds the
 * encoder alone (`XLMRobertaModel`, what `AutoModel` saves) its tensors get the prefix that they have beside a head:
 * the rule of Python transformers, `base_model_prefix` in modeling_utils.py.
 */
export function namesOf(
  architecture: Architecture,
  config: EncoderConfig,
  stored: Iterable<string>,
): ReadonlyMap<string, string> {
  const { renamed = (name: string) => name, basePrefix: prefix = '', optionalPrefixes } = architecture;
  const present = [...stored].map((name) => [name, renamed(name)] as const);
  const own = [...encoderNames(architecture, config), ...optionalPrefixes].filter((name) => name.startsWith(prefix));
  const modules = new Set(own.map((name) => moduleOf(name.slice(prefix.length))));
  const isOwn = (name: string) => modules.has(moduleOf(name));
  const whole = present.some(([, name]) => name.startsWith(prefix) && isOwn(name.slice(prefix.length)));
  return new Map(present.map(([from, name]) => [from, !whole && isOwn(name) ? prefix + name : name]));
}

/** The first part of a name: `embeddings` of `embeddings.LayerNorm.weight`. */
const moduleOf = (name: string): string => name.split('.', 1)[0] ?? '';
