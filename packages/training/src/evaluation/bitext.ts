import { type AnyTask, DataError, type Example, type Kind } from '@stopover/core';
import type { TaskData } from '@stopover/data';
import { type CutCount, type RetrievalFeature, toFeatures } from '@stopover/text';
import { type OnShare, partOf } from '../batching/dense-batches.ts';
import { featureOptions } from '../batching/feature-options.ts';
import type { OpenModel } from '../inference/open-model.ts';
import { bestThreshold, minePairs } from '../retrieval/mine-bitext.ts';
import { nearest, type SearchOptions } from '../retrieval/nearest-neighbours.ts';
import { layersOf, retrievalLayer, sentenceVectors, sides } from '../retrieval/sentence-embeddings.ts';
import { type Unified, unified } from '../retrieval/unified.ts';
import type { VectorTable } from '../retrieval/vector-table.ts';
import type { EvaluateOutcome, EvaluateRequest, LayerOutcome, Prediction } from './evaluate-request.ts';

/** Answers each query of a bitext task from sentence embeddings, at every layer that is asked for. */
export async function evaluateBitext(
  model: OpenModel,
  { data, dev, retrieval, recipe, onShare }: EvaluateRequest,
): Promise<EvaluateOutcome> {
  const chosen = layersOf(model.checkpoint.config, retrieval);
  const prefix = retrieval?.prefix;
  const lengths = { ...featureOptions(recipe, model.checkpoint.config), ...(prefix !== undefined && { prefix }) };
  const parts = dev ? 2 : 1;
  const open = (rows: TaskData, part: number) =>
    Encoded.of(model, rows, lengths, { ...chosen, onShare: partOf(onShare, part, parts) });
  using test = await open(data, 0);
  using development = dev && (await open(dev, 1));
  const layers: LayerOutcome[] = [];
  for (const [i, layer] of chosen.layers.entries()) {
    if (!isMined(data.task)) {
      const found = await development?.translate(i, model.search);
      layers.push({ layer, predictions: await test.translate(i, model.search), dev: found ?? null, threshold: null });
      continue;
    }
    const [pairs, devPairs] = [await test.mine(i, model.search), await development?.mine(i, model.search)];
    const value = (devPairs ?? pairs).threshold;
    const threshold = { value, chosenOn: devPairs ? ('development' as const) : ('itself' as const) };
    layers.push({ layer, predictions: pairs.above(value), dev: devPairs?.above(value) ?? null, threshold });
  }
  const usualLayer = retrievalLayer(model.checkpoint.config);
  const representative = layers.find(({ layer }) => layer === usualLayer) ?? layers[0];
  return {
    predictions: representative?.predictions ?? [],
    layers,
    usualLayer,
    cut: test.cut,
    ...(development && { devCut: development.cut }),
  };
}

const isMined = (task: AnyTask): boolean => task.kind === 'bitext' && task.head.search === 'mine';

interface Sides<T> {
  readonly queries: readonly T[];
  readonly documents: readonly T[];
}

/** Rows of a bitext task with a vector for each side at each layer. */
class Encoded implements Disposable {
  readonly cut: CutCount;
  readonly #examples: readonly Example<Kind>[];
  readonly #queries: readonly RetrievalFeature[];
  readonly #documents: readonly RetrievalFeature[];
  /** The same with each different sentence once, which is what is mined; none where nothing is. */
  readonly #once: Sides<Unified>;
  readonly #asked: readonly VectorTable[];
  readonly #offered: readonly VectorTable[];

  private constructor(
    { examples }: TaskData,
    cut: CutCount,
    { queries, documents }: Sides<RetrievalFeature>,
    once: Sides<Unified>,
    [asked, offered]: readonly [readonly VectorTable[], readonly VectorTable[]],
  ) {
    this.cut = cut;
    this.#examples = examples;
    this.#queries = queries;
    this.#documents = documents;
    this.#once = once;
    this.#asked = asked;
    this.#offered = offered;
  }

  static async of(
    model: OpenModel,
    rows: TaskData,
    lengths: Parameters<typeof toFeatures>[3],
    { onShare, ...chosen }: ReturnType<typeof layersOf> & { readonly onShare: OnShare | undefined },
  ): Promise<Encoded> {
    const { features, cut } = await toFeatures(model.tokenizer, rows.task, rows.examples, lengths);
    const all = sides(features);
    requireDistinct(rows.task, all);
    requireGold(rows, all);
    // Mining knows a sentence once, however often it stands there.
    const mined = isMined(rows.task);
    const once = { queries: mined ? unified(all.queries) : [], documents: mined ? unified(all.documents) : [] };
    const { queries, documents } = mined ? once : all;
    const vectors = [
      await sentenceVectors(model, queries, chosen, partOf(onShare, 0, 2)),
      await sentenceVectors(model, documents, chosen, partOf(onShare, 1, 2)),
    ] as const;
    return new Encoded(rows, cut, all, once, vectors);
  }

  /** Each query's nearest document. */
  async translate(layer: number, search: SearchOptions): Promise<readonly Prediction[]> {
    const { asked, offered } = this.#at(layer);
    const { indices, k } = await nearest(asked, offered, 1, search);
    return this.#queries.map((query, i) => this.#prediction(query, this.#documents[indices[i * k] ?? -1]?.id));
  }

  /** Mined pairs. A sentence that stands there twice has no one id: its pairs count for nothing. */
  async mine(layer: number, search: SearchOptions) {
    const { asked, offered } = this.#at(layer);
    const { queries, documents } = this.#once;
    const pairs = (await minePairs(asked, offered, search)).flatMap(({ query, document, score }) => {
      const [from, to] = [queries[query], documents[document]];
      return from && to && from.times === 1 && to.times === 1 ? [{ from, to, score }] : [];
    });
    const scored = pairs.map(({ from, to, score }) => ({ score, right: this.#gold(from) === to.id }));
    const above = (threshold: number): readonly Prediction[] => {
      const found = new Map(pairs.filter(({ score }) => score >= threshold).map(({ from, to }) => [from.id, to.id]));
      return this.#queries.map((query) => this.#prediction(query, found.get(query.id)));
    };
    const gold = this.#queries.filter((query) => this.#gold(query) !== '').length;
    return { above, threshold: bestThreshold(scored, gold) };
  }

  [Symbol.dispose](): void {
    for (const table of [...this.#asked, ...this.#offered]) table[Symbol.dispose]();
  }

  #at(layer: number): { readonly asked: VectorTable; readonly offered: VectorTable } {
    const [asked, offered] = [this.#asked[layer], this.#offered[layer]];
    if (asked && offered) return { asked, offered };
    throw new Error(`there are no vectors of layer number ${layer}`);
  }

  #prediction(query: RetrievalFeature, prediction = ''): Prediction {
    return { id: query.id, gold: this.#gold(query), prediction };
  }

  #gold({ item }: RetrievalFeature): string {
    return goldOf(this.#examples[item], item);
  }
}

/** The id of the document that is right; '' in a row means "the document of my own row" where it has one. */
function goldOf(example: Example<Kind> | undefined, item: number): string {
  const own = example && 'document' in example ? example.document : undefined;
  const gold = typeof example?.gold === 'string' ? example.gold : '';
  return gold === '' && own ? own.id || String(item) : gold;
}

/** @throws DataError naming a query whose right document is not there: whatever is found for it would be wrong. */
function requireGold({ task, examples }: TaskData, { queries, documents }: Sides<RetrievalFeature>): void {
  const known = new Set(documents.map(({ id }) => id));
  // Of sentences that are mined some have no translation.
  if (isMined(task)) known.add('');
  const strange = queries.find(({ item }) => !known.has(goldOf(examples[item], item)));
  if (!strange) return;
  const gold = goldOf(examples[strange.item], strange.item);
  throw new DataError({
    where: `${task.name}, query ${strange.id}`,
    what: gold === '' ? 'no document is right for it' : `the document that is right for it, ${gold}, is not there`,
    remedy: 'Give the id of a document of the same table, or leave the row out.',
  });
}

/**
 * Gold answers and predictions are ids: under one id a document would be right where another with it was found, and a
 * query would be given what was mined for another.
 * @throws DataError naming an id that two texts of a side have.
 */
function requireDistinct({ name }: AnyTask, all: Sides<RetrievalFeature>): void {
  for (const features of [all.queries, all.documents]) {
    const texts = new Map<string, string>();
    for (const { id, side, sequences } of features) {
      const text = sequences[0].join();
      const known = texts.get(id) ?? text;
      texts.set(id, known);
      if (known === text) continue;
      throw new DataError({
        where: `${name}, ${side} ${id}`,
        what: 'two of these have this id and different texts',
        remedy: 'Make the ids of each side distinct; one without an id is called by the number of its row, from 0.',
      });
    }
  }
}
