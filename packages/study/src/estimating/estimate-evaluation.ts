import type { Table } from '@stopover/data';
import type { Feature, FeatureOptions, RetrievalFeature } from '@stopover/text';
import { bothWorks, featureOptions, headOf, layersOf, noWork, secondsOf, timesWork } from '@stopover/training';
import type { CombineStage, EvaluateStage } from '../records/stage.ts';
import type { Estimate, EstimateContext } from './estimate-context.ts';
import { startingSeconds } from './estimate-training.ts';
import type { EstimatedModel } from './estimated-model.ts';
import { combiningMemory, predictingMemory } from './expected-memory.ts';
import type { RowSample } from './row-samples.ts';

/** Tables of one task that are sampled; what they are like, the others are. */
const mostTables = 8;

/** An evaluate stage on this machine; undefined where its rows cannot be sampled. */
export async function estimateEvaluation(
  stage: EvaluateStage,
  model: EstimatedModel,
  context: EstimateContext,
): Promise<Estimate | undefined> {
  const { data, development, candidates, recipe, retrieval } = stage;
  const { costs, counted, speed } = model;
  const prefix = retrieval?.prefix;
  const lengths = { ...featureOptions(recipe, counted.config), ...(prefix !== undefined && { prefix }) };
  const own = await sampled([...data, ...development], lengths, model, context);
  const pool = await sampled(candidates, lengths, model, context);
  const [first] = own?.samples ?? [];
  if (!own || !pool || !first) return undefined;
  const { config } = counted;
  const isBitext = first.task.kind === 'bitext';
  const { layers } = layersOf(config, retrieval ?? undefined);
  const workOf = (features: readonly Feature[]) =>
    isBitext ? costs.states(layers, features) : costs.predicting(headOf(first.task, config), features);
  // Where other tables are searched, only the queries of a test's own rows are encoded, and the others' documents, once for all tests.
  const searchesPool = pool.samples.length > 0;
  const work = bothWorks(
    workOfRows(own, (features) => workOf(searchesPool ? features.filter(isSide('query')) : features)),
    workOfRows(pool, (features) => workOf(features.filter(isSide('document')))),
  );
  const rows = own.examples + pool.examples;
  const nodes = isBitext ? costs.stateNodes(layers) : costs.nodes(headOf(first.task, config), 'predicting');
  const searched = isBitext ? 2 : first.task.kind === 'ranking' ? 1 : 0;
  const products = searched * layers.length * 2 * config.hiddenSize * (rows / data.length) ** 2 * data.length;
  const seconds =
    ofStage +
    startingSeconds(model) +
    speed.opening.predicting * nodes +
    own.reading +
    pool.reading +
    secondsOf(work, speed.predicting) +
    products * speed.predicting.flop +
    own.examples * writingRow;
  return { seconds, memory: predictingMemory(model, { rows, ofBase: 'base' in stage.from }) };
}

/** The work of all rows, by that of the features of those that were sampled. */
const workOfRows = ({ samples, examples: all }: SampledRows, workOf: (features: readonly Feature[]) => typeof noWork) =>
  samples.reduce(
    (sum, { features, examples }) =>
      bothWorks(sum, timesWork(workOf(features), all / samples.length / examples.length)),
    noWork,
  );

const isSide =
  (side: RetrievalFeature['side']) =>
  (feature: Feature): boolean =>
    'side' in feature && feature.side === side;

/** Seconds of what is the same in every evaluation. */
const ofStage = 0.1;
/** Seconds to score a row and to write what was predicted. */
const writingRow = 5e-5;

/** A combine stage: the members' weights, and a score of each candidate where weights are chosen. */
export async function estimateCombination(
  stage: CombineStage,
  model: EstimatedModel,
  context: EstimateContext,
): Promise<Estimate | undefined> {
  const { members, select, recipe } = stage;
  const { speed, costs, counted, bytes } = model;
  const { read, write, hash } = speed.file;
  const making = bytes * (members.length * (read + 2 * hash) + write);
  const memory = combiningMemory(model);
  if (!select) return { seconds: making, memory };
  const rows = await sampled([select], featureOptions(recipe, counted.config), model, context);
  const [sample] = rows?.samples ?? [];
  if (!rows || !sample) return undefined;
  const spec = headOf(sample.task, counted.config);
  const scored = Math.min(recipe.selectionExamples, rows.examples);
  const once =
    speed.opening.predicting * costs.nodes(spec, 'predicting') +
    (scored / sample.examples.length) * secondsOf(costs.predicting(spec, sample.features), speed.predicting);
  const candidates = members.reduce((product, { weights }) => product * weights.length, 1);
  return { seconds: candidates * (making + once) + rows.reading + model.tokenizerSeconds, memory };
}

interface SampledRows {
  readonly samples: readonly RowSample[];
  /** Of all tables. */
  readonly examples: number;
  readonly reading: number;
}

/** Samples of some of the tables, evenly chosen, and the rows of all. */
async function sampled(
  all: readonly Table[],
  lengths: FeatureOptions,
  { tokenizer }: EstimatedModel,
  { samples, task, tables }: EstimateContext,
): Promise<SampledRows | undefined> {
  if (all.length === 0) return { samples: [], examples: 0, reading: 0 };
  const every = Math.max(1, all.length / mostTables);
  const some = Array.from({ length: Math.min(mostTables, all.length) }, (_, i) => all[Math.floor(i * every)]);
  const found: RowSample[] = [];
  for (const table of some) {
    const sample = table && (await samples.of(task(table.task), table, tokenizer, lengths));
    if (!sample) return undefined;
    found.push(sample);
  }
  const mean = (of: (sample: RowSample) => number) => found.reduce((sum, one) => sum + of(one), 0) / found.length;
  let rows = 0;
  for (const table of all) rows += await tables.count(table);
  const examples = rows * mean(({ used }) => used);
  const reading = rows * mean(({ seconds }) => seconds.read) + examples * mean(({ seconds }) => seconds.feature);
  return { samples: found, examples, reading };
}
