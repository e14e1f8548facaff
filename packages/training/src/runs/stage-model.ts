// The model that a stage writes: its encoder, with the head of its task.
import {
  type Checkpoint,
  type StoredTensor,
  type StreamedTensor,
  saveAdapter,
  saveCheckpoint,
} from '@stopover/encoders';
import type { Placement } from '../batching/collate.ts';
import { maskedLanguageModelling } from '../graphs/mlm-task.ts';
import { decayAfter, wholeTable } from '../optimizers/active-vocabulary.ts';
import type { TrainedParameter } from '../optimizers/adamw.ts';
import { inMemory } from './in-memory.ts';
import type { FrozenParameter, HeadInstance } from './learner.ts';
import type { TrainOutcome, TrainRequest } from './requests.ts';
import type { Material } from './stage-material.ts';
import { writtenHead } from './stage-parts.ts';
import { writtenAdapter } from './written-adapter.ts';

/** Weights of slots, and the steps whose they are: of several their mean. */
export interface SlotWeights {
  readonly tensors: ReadonlyMap<string, StoredTensor | StreamedTensor>;
  readonly steps: readonly number[];
}

/** The slots as they are after so many steps. */
export const weightsOf = (slots: ReadonlyMap<string, TrainedParameter>, done: number): SlotWeights => ({
  tensors: tensorsOf(slots),
  steps: [done],
});

const tensorsOf = (held: ReadonlyMap<string, FrozenParameter>): ReadonlyMap<string, StoredTensor> =>
  new Map([...held].map(([name, { weight, parameter }]) => [name, { shape: parameter.shape, data: weight }]));

/** What a stage's model is written by. */
export interface ModelParts {
  readonly request: TrainRequest;
  readonly material: Pick<Material, 'tokenizer' | 'vocabulary' | 'table' | 'trained'>;
  readonly placement: Placement & Pick<Checkpoint, 'architecture'>;
  readonly heads: readonly HeadInstance[];
  readonly maskedHead: TrainOutcome['maskedHead'];
  /** What is not trained: of the token embeddings the rows that occur. */
  readonly frozen: ReadonlyMap<string, FrozenParameter>;
  /** Optimizer steps of the stage. */
  readonly steps: number;
}

/**
 * Writes a model folder with the head of its task, or of text that was alone. Several heads of a mixture are not kept,
 * nor is that of the text beside it: what follows brings its own.
 */
export async function writeStageModel(to: string, parts: ModelParts, weights: SlotWeights): Promise<void> {
  const { request, material, placement, maskedHead } = parts;
  const [{ task } = { task: maskedLanguageModelling }] = request.data;
  const beside = maskedHead && request.data.length > 0 ? maskedLanguageModelling.name : undefined;
  const [own, ...others] = parts.heads.filter(({ name }) => name !== beside);
  if (!own) throw new Error('a stage trains at least one head');
  const prefix = `${own.name}/`;
  const ownName = (name: string) => (others.length === 0 && name.startsWith(prefix) ? name.slice(prefix.length) : name);
  const ownOf = (tensors: SlotWeights['tensors']) =>
    [...tensors].map(([name, tensor]) => [ownName(name), tensor] as const).filter(([name]) => !name.includes('/'));
  const { architecture, config } = placement;
  const head = { architecture, config, ...writtenHead(task, own, others) };
  if (material.trained.adapter) {
    const adapter = await writtenAdapter(request, material.trained.adapter, new Map(ownOf(weights.tensors)));
    await saveAdapter(to, adapter, head);
  } else {
    const written = new Map(ownOf(new Map([...tensorsOf(parts.frozen), ...weights.tensors])));
    const { name } = material.table;
    const table = written.get(name);
    if (table) written.set(name, await tableOf(table, parts, weights.steps));
    await saveCheckpoint(to, written, head);
    await material.tokenizer.save(to);
  }
}

/** The whole token embeddings, of which only some rows may have been trained. */
async function tableOf(
  tensor: StoredTensor | StreamedTensor,
  { request, material: { vocabulary, table }, steps, frozen }: ModelParts,
  of: readonly number[],
): Promise<StoredTensor | StreamedTensor> {
  if (!vocabulary) return tensor;
  const decayed = of.reduce((sum, done) => sum + decayAfter(done, request.recipe, steps), 0) / of.length;
  const decay = frozen.has(table.name) ? 1 : decayed;
  return wholeTable(request, table, (await inMemory(tensor)).data, vocabulary, decay);
}
