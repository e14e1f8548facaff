import type { LayerSummary } from '@stopover/study';
import type { Gap } from './gap.ts';

const reasons: Readonly<Record<LayerSummary['chosenBy'], string>> = {
  development: 'the best on development rows',
  named: 'the only one asked for',
  protocol: "XTREME's for this depth: there are no development rows, so none is the best",
};

/** Layers of the sentence embeddings: which one the scores are of and why, and what every layer of a sweep gave. */
export const layersTable = (layers: readonly LayerSummary[]): Gap => ({
  title: 'Layers of retrieval',
  empty: 'Nothing was retrieved by the vectors of a layer.',
  head: ['Evaluation', 'Pooling', 'Layer', 'Chosen as', 'Test by layer (mean)', 'Development by layer'],
  rows: layers.map(({ title, pooling, prefix, layer, chosenBy, scores, development, ownThreshold }) => [
    title,
    prefix === undefined ? pooling : `${pooling}, with "${prefix}" before each sentence`,
    layer,
    reasons[chosenBy] +
      (ownThreshold.length > 0 ? `; the threshold is the best for the test itself in ${ownThreshold.join(', ')}` : ''),
    byLayer(scores),
    byLayer(development ?? {}),
  ]),
});

const byLayer = (scores: Readonly<Record<string, number | null>>): string =>
  Object.entries(scores)
    .map(([layer, score]) => `${layer}: ${score?.toFixed(1) ?? 'none'}`)
    .join(', ');
