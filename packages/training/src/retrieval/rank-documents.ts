import { type AnyTask, DataError, type Example, type Kind } from '@stopover/core';
import { checkHead } from '@stopover/encoders';
import { type CutCount, type Feature, isRanking, noCuts, type RetrievalFeature, toFeatures } from '@stopover/text';
import { headFeeds, layoutFeeds, secondsOf } from '../batching/collate.ts';
import { partOf, toldBatches } from '../batching/dense-batches.ts';
import { featureOptions } from '../batching/feature-options.ts';
import type { EvaluateOutcome, EvaluateRequest, Prediction } from '../evaluation/evaluate-request.ts';
import { requireFinite } from '../evaluation/finite-outputs.ts';
import { type OpenHead, type Predictor, withHead } from '../evaluation/predict.ts';
import { headOf } from '../graphs/head-of.ts';
import { inLanes } from '../inference/in-lanes.ts';
import type { OpenModel } from '../inference/open-model.ts';
import { type AskedQuery, askedQueries } from './asked-queries.ts';
import type { DocumentIndex, Pool } from './document-index.ts';
import { nearest, type SearchOptions } from './nearest-neighbours.ts';
import { sides } from './sentence-embeddings.ts';
import { VectorTable } from './vector-table.ts';

/** Documents that a ranking names: as deep as the metrics of LAReQA and Mewsli-X look. */
const depth = 20;

type Rows = readonly Example<Kind>[];

/** Ranks documents for each query of a ranking task with a trained dual encoder. */
export async function evaluateRanking(
  model: OpenModel,
  index: DocumentIndex,
  request: EvaluateRequest,
): Promise<EvaluateOutcome> {
  const { data, candidates, recipe } = request;
  const { examples, task } = data;
  const { checkpoint, tokenizer, search } = model;
  const spec = headOf(task, checkpoint.config);
  checkHead(checkpoint, spec.kind, task.name);
  const options = featureOptions(recipe, checkpoint.config);
  const { features, cut } = await toFeatures(tokenizer, task, examples, options);
  if (candidates) requireIds(examples);
  const asked = askedQueries(examples, features);
  const head = { placement: checkpoint, session: await model.head(spec, features) };
  const documents = documentRows(candidates ?? examples).length;
  const passages = documents + asked.length;
  const encode = async (rows: Rows) => {
    const set = await toFeatures(tokenizer, task, documentRows(rows), options);
    const onShare = partOf(request.onShare, 0, passages, documents);
    return encodePool({ ...head, onShare }, documentRows(rows), set.features, set.cut);
  };
  const pool = await (candidates ? index.pool(candidates, () => encode(candidates)) : encode(examples));
  const known = new Set(pool.ids);
  const otherDocuments = documentRows(examples).some(({ document }) => !known.has(document?.id ?? ''));
  using whole = otherDocuments ? await encode([...(candidates ?? []), ...examples]) : undefined;
  const asking = { ...head, onShare: partOf(request.onShare, documents, passages, asked.length) };
  requireRight(asked, whole ?? pool);
  const predictions = await rankings(asking, search, asked, whole ?? pool);
  if (!candidates) pool[Symbol.dispose]();
  return { predictions, cut, ...(candidates && { candidatesCut: (whole ?? pool).cut }) };
}

/** The same with a model in training, among the rows' own documents. */
export function rankInTraining(
  predictor: Predictor,
  task: AnyTask,
  examples: Rows,
  features: readonly Feature[],
): Promise<readonly Prediction[]> {
  return withHead(predictor, task, async (head) => {
    using pool = await encodePool(head, examples, features, noCuts(0));
    return await rankings(head, predictor, askedQueries(examples, features), pool);
  });
}

/** Rows of the documents alone; one that stood beside its query says nothing of others. */
function documentRows(rows: Rows): readonly Example<'ranking'>[] {
  return rows.flatMap((row, i) => {
    if (!isRanking(row) || !row.document) return [];
    return [{ document: { ...row.document, id: row.document.id || String(i) }, gold: row.query ? [] : row.gold }];
  });
}

async function encodePool(head: OpenHead, rows: Rows, features: readonly Feature[], cut: CutCount): Promise<Pool> {
  const documents = new Map<string, RetrievalFeature>();
  const answers = new Map<string, string[]>();
  for (const feature of sides(features).documents) {
    const known = documents.get(feature.id);
    if (known && known.sequences[0].join() !== feature.sequences[0].join()) throw twoTexts(feature.id);
    if (known) continue;
    documents.set(feature.id, feature);
    const row = rows[feature.item];
    for (const query of row && isRanking(row) && !row.query ? row.gold : []) {
      answers.set(query, [...(answers.get(query) ?? []), feature.id]);
    }
  }
  const vectors = await headVectors(head, [...documents.values()]);
  return { ids: [...documents.keys()], vectors, answers, cut, [Symbol.dispose]: () => vectors[Symbol.dispose]() };
}

const twoTexts = (id: string) =>
  new DataError({
    where: `document ${id}`,
    what: 'two documents that are searched together have this id and different texts',
    remedy: 'Make the ids of the task distinct, across languages too where those are searched together.',
  });

/**
 * Without ids documents are told apart by their rows' numbers, which two tables have alike.
 * @throws DataError naming a row whose own document is right, by no id, though other tables are searched too.
 */
function requireIds(rows: Rows): void {
  const at = rows.findIndex((row) => isRanking(row) && row.document?.id === '' && row.gold.includes(''));
  if (at < 0) return;
  throw new DataError({
    where: `row ${rows[at]?.id ?? at}`,
    what: 'the document that is right has no id, and candidates of other tables are searched with it',
    remedy: 'Give documents ids, distinct across all that is searched.',
  });
}

/** @throws DataError naming a query that nothing is right for of what is searched: its score would be 0 whatever is found. */
function requireRight(asked: readonly AskedQuery[], pool: Pool): void {
  const known = new Set(pool.ids);
  for (const query of asked) {
    const gold = goldOf(query, pool);
    if (gold.length === 0) throw unanswered(query.feature.id, 'no document is right for it');
    if (gold.some((id) => known.has(id))) continue;
    throw unanswered(
      query.feature.id,
      `none of the documents is there that are right for it (${gold.slice(0, 3).join(', ')})`,
    );
  }
}

const unanswered = (id: string, what: string) =>
  new DataError({
    where: `query ${id}`,
    what: `${what}, so that no ranking could be scored`,
    remedy: 'Skip it in the task, or search the candidates that it belongs to.',
  });

/** What is right for a query: what its rows say, and what the documents say of themselves. */
const goldOf = ({ feature, gold }: AskedQuery, { answers }: Pool): readonly string[] => [
  ...new Set([...gold, ...(answers.get(feature.id) ?? [])]),
];

async function rankings(
  head: OpenHead,
  search: SearchOptions,
  asked: readonly AskedQuery[],
  pool: Pool,
): Promise<readonly Prediction[]> {
  using vectors = await headVectors(
    head,
    asked.map(({ feature }) => feature),
  );
  const { k, indices } = await nearest(vectors, pool.vectors, depth, search);
  return asked.map((query, i) => {
    const { id } = query.feature;
    const gold = goldOf(query, pool);
    if (gold.length === 0) throw unanswered(id, 'no document is right for it');
    const prediction = Array.from(indices.subarray(i * k, (i + 1) * k), (at) => pool.ids[at] ?? '');
    return { id, gold, prediction };
  });
}

/** A vector of unit length for each feature, in their order. */
async function headVectors({ placement, session, onShare }: OpenHead, features: readonly RetrievalFeature[]) {
  const table = new VectorTable(features.length, placement.config.hiddenSize);
  const rows = new Map(features.map((feature, row) => [feature, row]));
  const run = async (batch: readonly RetrievalFeature[]) => {
    const sequences = batch.map((feature) => feature.sequences[0]);
    const layout = layoutFeeds(sequences, placement, secondsOf(batch));
    const { logits } = await session.run({ ...layout, ...headFeeds(batch, sequences) });
    return { batch, logits };
  };
  for await (const { batch, logits } of inLanes(session, toldBatches(features, onShare), run)) {
    if (logits?.type !== 'float32') throw new Error('the graph gave no vectors');
    const { data } = logits;
    requireFinite(data, batch.length, (row) => `${batch[row]?.side} ${batch[row]?.id}`);
    batch.forEach((feature, i) => {
      table.set(rows.get(feature) ?? -1, data.subarray(i * table.width, (i + 1) * table.width));
    });
  }
  return table;
}
