// Models made of the weights of others, without training.
import { RequestError } from '@stopover/core';
import {
  type Architecture,
  type CheckpointFiles,
  headKindOf,
  headLabels,
  saveCheckpoint,
  tokenizerFolder,
  type WrittenHead,
} from '@stopover/encoders';
import { Tokenizer } from '@stopover/text';
import { replaceFolder } from '../runs/sealed-folder.ts';
import { commonHead, encoderTensors, headTensors, openMembers, tensorOf } from './members.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * What becomes of the heads. `combine`: the same as of the encoders, which means something only where all heads started
 * from the same values, as those of runs that go on from one model or fix the seed of the head (Schmidt et al. 2023).
 * `leave`: the new model has none. `of`: that of one of the models, as it is.
 */
export type HeadChoice = 'combine' | 'leave' | { readonly of: string };

/** What every combination of models says beside its members. */
export interface Combination {
  readonly head: HeadChoice;
  /** The model folder to write: whole or not at all, in the place of one that is there. */
  readonly to: string;
  /** Those that the models may be of; default: the built-in ones. */
  readonly architectures?: readonly Architecture[];
  /** Called before anything is put in its place; throws when another process has taken the folder over. */
  readonly mayWrite?: () => Promise<void>;
}

/** Models whose weights are averaged, each a model folder: at least two, none twice. */
export interface AverageRequest extends Combination {
  readonly members: readonly string[];
}

/** A task vector, `model` − `minus` (default: the base), and what it is multiplied by. */
export interface TaskVector {
  readonly model: string;
  readonly minus?: string;
  /** λ; any number, negative to take a task away. */
  readonly weight: number;
}

/** A base model and the task vectors to be added. */
export interface ArithmeticRequest extends Combination {
  readonly base: string;
  readonly add: readonly TaskVector[];
}

/** What was combined. */
export interface CombineOutcome {
  /** Tensors that are sums over the models. */
  readonly combined: readonly string[];
  /** Tensors that are one model's own: its head's, where that was chosen. */
  readonly taken: readonly string[];
  /** What each model's weights were multiplied by. */
  readonly factors: Readonly<Record<string, number>>;
}

/**
 * The mean of models' weights (Wortsman et al. 2022, "Model soups"; Schmidt et al. 2023, averaging of runs): summed in
 * float64 and rounded once.
 * @throws RequestError naming model and tensor when they are not of one architecture, shape and vocabulary.
 */
export async function averageModels({ members, ...rest }: AverageRequest): Promise<CombineOutcome> {
  if (members.length < 2 || new Set(members).size < members.length) {
    const what = `${members.length} models were named: ${members.join(', ')}`;
    throw new RequestError({ where: 'averaging models', what, remedy: 'Name at least two, and none twice.' });
  }
  return combine(new Map(members.map((folder) => [folder, 1])), members.length, rest);
}

/**
 * Task arithmetic (Ilharco et al. 2023): base + Σ λ · (model − minus), in float64 and rounded once.
 * @throws RequestError as `averageModels`, and for a weight that is no number.
 */
export async function addTasks({ base, add, ...rest }: ArithmeticRequest): Promise<CombineOutcome> {
  const factors = new Map([[base, 1]]);
  const give = (folder: string, factor: number) => factors.set(folder, (factors.get(folder) ?? 0) + factor);
  for (const { model, minus = base, weight } of add) {
    if (!Number.isFinite(weight))
      throw new RequestError({ where: model, what: `its weight is ${weight}`, remedy: 'Give a number.' });
    give(model, weight);
    give(minus, -weight);
  }
  return combine(factors, 1, rest);
}

/** Σ factor · model ÷ divisor. The first model gives the new one its config.json and its tokenizer. */
async function combine(
  factors: ReadonlyMap<string, number>,
  divisor: number,
  { head, to, architectures, mayWrite }: Combination,
): Promise<CombineOutcome> {
  const members = await openMembers([...factors.keys()], architectures);
  const [first] = members;
  const owner = typeof head === 'object' ? await ownerOf(head.of, members) : first;
  const encoder = encoderTensors(members);
  const combined = head === 'combine' ? [...encoder, ...commonHead(members)] : encoder;
  const taken = typeof head === 'object' ? headAlone(owner, combined) : [];
  const sums = combined.map((name) => {
    const terms = members.map((member) => {
      return { entry: tensorOf(member, name), factor: factors.get(member.folder) ?? 0 };
    });
    return [name, weightedSum(terms, divisor)] as const;
  });
  const own = taken.map((name) => [name, weightedSum([{ entry: tensorOf(owner, name), factor: 1 }])] as const);
  const { architecture, config } = first;
  const tokenizer = await Tokenizer.load(await tokenizerFolder(first.folder));
  await replaceFolder(to, mayWrite, async (folder) => {
    await saveCheckpoint(folder, [...sums, ...own], { architecture, config, ...written(head, owner) });
    await tokenizer.save(folder);
  });
  const factorOf = (factor: number) => factor / divisor;
  return { combined, taken, factors: Object.fromEntries([...factors].map(([name, x]) => [name, factorOf(x)])) };
}

/** A head as it is, with what only its model has beside the encoder: a pooler that it reads. */
function headAlone(owner: CheckpointFiles, combined: readonly string[]): readonly string[] {
  const beside = [...owner.stored.keys()].filter(
    (name) => !combined.includes(name) && owner.architecture.optionalPrefixes.some((prefix) => name.startsWith(prefix)),
  );
  return [...new Set([...headTensors(owner), ...beside])];
}

async function ownerOf(folder: string, members: readonly CheckpointFiles[]): Promise<CheckpointFiles> {
  const found = members.find((member) => member.folder === folder);
  if (!found) {
    const what = `${folder} is none of the models`;
    throw new RequestError({ where: 'head', what, remedy: `Name one of ${members.map((m) => m.folder).join(', ')}.` });
  }
  if (headTensors(found).length > 0) return found;
  throw new RequestError({ where: folder, what: 'it has no head', remedy: 'Take the head of another model, or none.' });
}

/** What config.json says of the head: as its model's does. */
function written(head: HeadChoice, owner: CheckpointFiles): Pick<WrittenHead, 'head' | 'labels'> {
  if (head === 'leave') return { head: 'none' };
  const labels = headLabels(owner);
  return { head: headKindOf(owner.architecture, owner.config) ?? 'none', ...(labels && { labels }) };
}
