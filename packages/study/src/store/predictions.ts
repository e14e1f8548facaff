import { join } from 'node:path';
import { writeAtomic } from '@stopover/files';
import type { LanguageEvaluation, LayerEvaluation, Prediction, Scored } from '@stopover/training';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import type { TableCut } from '../records/cut-record.ts';

/** `predictions/<task>/<language>.parquet` of a stage's folder. */
export const predictionsFile = (stage: string, task: string, language: string): string =>
  join(stage, 'predictions', task, `${language}.parquet`);

/**
 * Writes predictions item by item: `id`, `gold` and `prediction` as JSON text, `group` where items have one (the id of
 * its first item), a float64 column for each metric that decomposes into items, and for a corpus F1 its true positives,
 * false positives and false negatives as int32 columns `f1.tp`, `f1.fp` and `f1.fn`. Answers of a task whose questions
 * may have none come with `span`, the best span's text, and `noAnswer`, by how much "no answer" leads it: a threshold
 * chosen on one split can be applied to another. Of several layers each has the columns of the headline metric under
 * `layerMetric`. What was cut of the inputs stands in the file's metadata, as JSON under
 * `stopover.cut`.
 */
export async function writePredictions(
  path: string,
  { predictions, scored, layers = [] }: Pick<LanguageEvaluation<unknown>, 'predictions' | 'scored' | 'layers'>,
  { cut, groups }: { readonly cut: TableCut; readonly groups: ReadonlyMap<string, string> },
): Promise<void> {
  const text = (name: string, data: string[]) => ({ name, data, type: 'STRING' as const, nullable: false });
  const buffer = parquetWriteBuffer({
    kvMetadata: [{ key: 'stopover.cut', value: JSON.stringify(cut) }],
    columnData: [
      text(
        'id',
        predictions.map(({ id }) => id),
      ),
      text(
        'gold',
        predictions.map(({ gold }) => JSON.stringify(gold)),
      ),
      text(
        'prediction',
        predictions.map(({ prediction }) => JSON.stringify(prediction)),
      ),
      ...(groups.size > 0
        ? [
            text(
              'group',
              predictions.map(({ id }) => groups.get(id) ?? id),
            ),
          ]
        : []),
      ...noAnswerColumns(predictions),
      ...scored.scores.flatMap(scoreColumns),
      ...layers.flatMap(layerColumns),
    ],
  });
  await writeAtomic(path, new Uint8Array(buffer));
}

/** What the columns of a metric at one layer are named by: `accuracy@8`. */
export const layerMetric = (metric: string, layer: number | string): string => `${metric}@${layer}`;

function layerColumns({ layer, scored }: LayerEvaluation): ColumnSource[] {
  const [headline] = scored.scores;
  return headline ? scoreColumns({ ...headline, name: layerMetric(headline.name, layer) }) : [];
}

function scoreColumns({ name, items, counts }: Scored['scores'][number]): ColumnSource[] {
  if (items) return [{ name, data: items, type: 'DOUBLE', nullable: false }];
  if (!counts) return [];
  const { tp, fp, fn } = counts;
  return Object.entries({ tp, fp, fn }).map(([part, data]) => {
    return { name: `${name}.${part}`, data, type: 'INT32', nullable: false };
  });
}

/** None where a prediction says nothing of "no answer". */
function noAnswerColumns(predictions: readonly Prediction[]) {
  const answers = predictions.flatMap(({ answer }) =>
    answer && answer.noAnswer !== null ? [{ span: answer.span, noAnswer: answer.noAnswer }] : [],
  );
  if (answers.length === 0 || answers.length < predictions.length) return [];
  const leads = Float64Array.from(answers, ({ noAnswer }) => noAnswer);
  return [
    { name: 'span', data: answers.map(({ span }) => span), type: 'STRING' as const, nullable: false },
    { name: 'noAnswer', data: leads, type: 'DOUBLE' as const, nullable: false },
  ];
}
