import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, messageOf } from '@stopover/core';
import { writeAtomic } from '@stopover/files';
import { parquetRowsIn } from '@stopover/hub';
import type { Prediction, Scored } from '@stopover/training';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { z } from 'zod';
import type { TableCut } from './cut-record.ts';

/** `predictions/<task>/<language>.parquet` of a stage's folder. */
export const predictionsFile = (stage: string, task: string, language: string): string =>
  join(stage, 'predictions', task, `${language}.parquet`);

/**
 * Writes predictions item by item: `id`, `gold` and `prediction` as JSON text, and a float64 column for each metric
 * that decomposes into items. Answers of a task whose questions may have none come with `span`, the best span's text,
 * and `noAnswer`, by how much "no answer" leads it: a threshold chosen on one split can be applied to another. What was cut of the inputs stands in the file's metadata, as JSON under `stopover.cut`.
 */
export async function writePredictions(
  path: string,
  predictions: readonly Prediction[],
  scored: Scored,
  cut: TableCut,
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
      ...noAnswerColumns(predictions),
      ...scored.scores.flatMap(({ name, items }) =>
        items ? [{ name, data: items, type: 'DOUBLE' as const, nullable: false }] : [],
      ),
    ],
  });
  await writeAtomic(path, new Uint8Array(buffer));
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

/** Ids of the items and, where the metric decomposes, its score for each. */
export interface ItemScores {
  readonly ids: readonly string[];
  readonly items: Float64Array | null;
}

/** Reads one metric's item scores. @throws DataError naming the file when it is missing or damaged. */
export async function readItemScores(path: string, metric: string): Promise<ItemScores> {
  try {
    const bytes = await readFile(path);
    const rows = z.array(z.record(z.string(), z.unknown())).parse(await parquetRowsIn(bytes));
    const ids = rows.map(({ id }) => z.string().parse(id));
    if (!rows.some((row) => metric in row)) return { ids, items: null };
    return { ids, items: Float64Array.from(rows, (row) => z.number().parse(row[metric])) };
  } catch (error) {
    const what = `the predictions cannot be read (${messageOf(error).split('\n')[0]})`;
    const remedy = 'Remove the folder of its stage: the next run makes it again.';
    throw new DataError({ where: path, what, remedy }, { cause: error });
  }
}
