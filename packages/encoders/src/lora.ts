// Low-rank adaptation (Hu et al. 2022): which matrices get an addition, and what its parameters are, by PEFT's rules and names.
import { RequestError } from '@stopover/core';
import { type Linear, layerOf, type Parameter } from './parameters.ts';

/** An adapter in a graph: W x + (alpha / rank) · B(A dropout(x)) for the weight matrices of some modules. */
export interface Lora {
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
  /** Names of the modules, whole. */
  readonly modules: ReadonlySet<string>;
}

/** Modules that an adapter is asked for: names or ends of names; `all-linear` is all of the encoder's. */
export type TargetModules = 'all-linear' | readonly string[];

/** What PEFT takes where nothing is said, of the architectures that it has something for. */
const usual: Readonly<Record<string, readonly string[]>> = {
  bert: ['query', 'value'],
  'xlm-roberta': ['query', 'value'],
};

/** Whether a module is meant by a name: the whole one, or its end after a dot. */
export const isMeant = (module: string, name: string): boolean => module === name || module.endsWith(`.${name}`);

/**
 * The encoder's modules that an adapter changes, in their order. Layers below `from` get none.
 * @throws RequestError where nothing is said and nothing is usual, and for a name that no module has.
 */
export function loraModules(
  modelType: string,
  linears: readonly Linear[],
  { targets = usual[modelType], from = 0 }: { readonly targets?: TargetModules | undefined; readonly from?: number },
): readonly Linear[] {
  const where = 'recipe: adapter, targetModules';
  const ends = [...new Set(linears.map(({ name }) => name.split('.').slice(-1).join('.')))].sort();
  const remedy = `Name some of: ${ends.join(', ')}; or all-linear.`;
  if (!targets) throw new RequestError({ where, what: `PEFT has no usual choice for ${modelType}`, remedy });
  const strange =
    targets === 'all-linear' ? undefined : targets.find((name) => !linears.some((one) => isMeant(one.name, name)));
  if (strange !== undefined)
    throw new RequestError({ where, what: `no linear layer of ${modelType} is called "${strange}"`, remedy });
  const wanted = (name: string) => targets === 'all-linear' || targets.some((target) => isMeant(name, target));
  const found = linears.filter(({ name }) => wanted(name) && (layerOf(name) ?? from) >= from);
  if (found.length > 0) return found;
  const what = 'every layer that has them is frozen, so that there is nothing to train in the encoder';
  throw new RequestError({ where, what, remedy: 'Freeze fewer layers, or leave out the adapter.' });
}

const [ofA, ofB] = ['.lora_A.weight', '.lora_B.weight'] as const;

/** Whether a parameter is an adapter's. */
export const isLora = (name: string): boolean => name.endsWith(ofA) || name.endsWith(ofB);

/**
 * The two matrices of a module: A [rank, from], which starts as PyTorch's `Linear` does (kaiming_uniform with a = √5, that
 * is U(−1/√from, 1/√from)), and B [to, rank], which starts at zero.
 */
export function loraParameters(
  { name, from, to }: Linear,
  rank: number,
): { readonly a: Parameter; readonly b: Parameter } {
  return {
    a: { name: name + ofA, shape: [rank, from], start: { uniform: 1 / Math.sqrt(from) } },
    b: { name: name + ofB, shape: [to, rank], start: 0 },
  };
}
