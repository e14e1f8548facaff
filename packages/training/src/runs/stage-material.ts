import { mkdir } from 'node:fs/promises';
import {
  type Checkpoint,
  loadCheckpoint,
  openCheckpoint,
  type Parameter,
  tokenizerFolder,
  wordTable,
} from '@stopover/encoders';
import { type Feature, Tokenizer, toFeatures, trainingFeatures } from '@stopover/text';
import { featureOptions } from '../batching/feature-options.ts';
import { type ActiveVocabulary, activeVocabulary } from '../optimizers/active-vocabulary.ts';
import { developmentRows } from './development-rows.ts';
import { type FittedRequest, fitRequest } from './fit-head.ts';
import { withOneHead } from './one-head.ts';
import type { TrainOutcome, TrainRequest } from './requests.ts';
import { checkShares, type FeaturedTask, nothingToTrainOn, partsOf, withDropout } from './stage-parts.ts';
import { type TrainedParts, trainedParts } from './trained-parts.ts';

/** What a stage trains on, made ready, with what its model is read and written by. */
export interface Material {
  /** The request, with tasks whose labels are in the order of a head that is kept. */
  readonly request: TrainRequest;
  readonly checkpoint: Checkpoint;
  readonly tokenizer: Tokenizer;
  readonly sets: readonly FeaturedTask[];
  readonly cuts: Pick<TrainOutcome, 'cut' | 'selectCut'>;
  readonly dev: readonly Feature[];
  /** Undefined where the whole token embeddings is trained: masked tokens may be any. */
  readonly vocabulary: ActiveVocabulary | undefined;
  /** The whole token embeddings, as the stage's first checkpoint has it. */
  readonly table: Parameter;
  /** Of a head that is kept: which of its outputs each label of a task is. */
  readonly orders: FittedRequest['orders'];
  /** What of the model is trained. */
  readonly trained: TrainedParts;
}

/** Reads the model, makes features, and finds the words that occur. @throws DataError for a task with no feature. */
export async function prepareMaterial(asked: TrainRequest): Promise<Material> {
  const { recipe, from, architectures: among } = asked;
  checkShares(asked);
  const { architecture, config } = await openCheckpoint(from, among);
  const { fitted: request, orders } = fitRequest(withOneHead(asked), { architecture, config, folder: from });
  const trained = await trainedParts(recipe, from, { architecture, config });
  const select = developmentRows(request);
  const tokenizer = await Tokenizer.load(await tokenizerFolder(from));
  const options = featureOptions(recipe, config);
  const sets = [];
  for (const { name, task, examples } of partsOf(request)) {
    const set = await toFeatures(tokenizer, task, examples, options);
    if (set.features.length === 0) throw nothingToTrainOn(task);
    sets.push({ name, task, features: trainingFeatures(task, examples, set.features), cut: set.cut });
  }
  const rows = select?.examples.slice(0, recipe.selectionExamples) ?? [];
  const dev = select ? await toFeatures(tokenizer, select.task, rows, options) : undefined;
  const features = [...sets.flatMap((set) => set.features), ...(dev?.features ?? [])];
  const whole = sets.some(({ task }) => task.kind === 'mlm');
  const vocabulary = whole ? undefined : activeVocabulary(features, config);
  const table = wordTable({ architecture, config });
  const rowsOf = (name: string) => (name === table.name ? vocabulary?.ids : undefined);
  const adapter = trained.goesOn ? 'apart' : 'merged';
  const loaded = await loadCheckpoint(from, { ...(among ? { among } : {}), rowsOf, adapter });
  const vocabSize = vocabulary?.ids.length ?? config.vocabSize;
  const checkpoint = { ...loaded, config: withDropout({ ...config, vocabSize }, recipe.dropout) };
  await mkdir(request.folder, { recursive: true });
  const cuts = { cut: sets.map(({ cut }) => cut), selectCut: dev?.cut ?? null };
  return { request, checkpoint, tokenizer, sets, cuts, dev: dev?.features ?? [], vocabulary, table, orders, trained };
}
