// What a translate stage keeps: each example in the other language, or the reason why it has none.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, type Example, type Kind, messageOf } from '@stopover/core';
import { writeAtomic } from '@stopover/files';
import { parquetRowsIn } from '@stopover/hub';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { z } from 'zod';

/** An example by its id, or why it is not there. The group is the original's, which one that is lost has too. */
export type TranslatedItem = { readonly id: string; readonly group?: string } & (
  | { readonly example: Example<Kind> }
  | { readonly lost: string }
);

const id = z.string();
/** The kinds that can be translated; strict, so that nothing of an example is lost in silence. */
const exampleSchema = z.union([
  z.strictObject({ id, text: z.string(), pair: z.string().optional(), gold: z.int() }),
  z.strictObject({ id, context: z.string(), choices: z.array(z.string()), gold: z.int() }),
  z.strictObject({
    id,
    question: z.string(),
    context: z.string(),
    gold: z.strictObject({ texts: z.array(z.string()), start: z.int() }),
  }),
]);
const rowSchema = z.object({ id, group: z.string().optional(), example: z.string(), lost: z.string() });

const fileOf = (folder: string): string => join(folder, 'translated.parquet');

/** The examples among some items. */
export const examplesAmong = (items: readonly TranslatedItem[]): Example<Kind>[] =>
  items.flatMap((item) => ('example' in item ? [item.example] : []));

/**
 * Writes the items of a stage: columns `id`, `group` where items have one, `example` (JSON, or nothing) and `lost` (the
 * reason, or nothing).
 */
export async function writeTranslated(folder: string, items: readonly TranslatedItem[]): Promise<void> {
  const text = (name: string, data: string[]) => ({ name, data, type: 'STRING' as const, nullable: false });
  const buffer = parquetWriteBuffer({
    columnData: [
      text(
        'id',
        items.map((item) => item.id),
      ),
      ...(items.some(({ group }) => group !== undefined)
        ? [
            text(
              'group',
              items.map(({ id, group = id }) => group),
            ),
          ]
        : []),
      text(
        'example',
        items.map((item) => ('example' in item ? JSON.stringify({ ...item.example, group: undefined }) : '')),
      ),
      text(
        'lost',
        items.map((item) => ('lost' in item ? item.lost : '')),
      ),
    ],
  });
  await writeAtomic(fileOf(folder), new Uint8Array(buffer));
}

/** Reads the items of a translate stage's folder. @throws DataError naming the file when it is missing or damaged. */
export async function readTranslated(folder: string): Promise<readonly TranslatedItem[]> {
  const path = fileOf(folder);
  try {
    const bytes = await readFile(path);
    const rows = z.array(rowSchema).parse(await parquetRowsIn(bytes));
    return rows.map(({ id, group, example, lost }) => {
      const grouped = group === undefined ? {} : { group };
      if (lost) return { id, ...grouped, lost };
      return { id, ...grouped, example: { ...exampleOf(example), ...grouped } };
    });
  } catch (error) {
    const what = `the translations cannot be read (${messageOf(error).split('\n')[0]})`;
    const remedy = `Remove the folder ${folder}: the next run makes the stage again, from the cache where it can.`;
    throw new DataError({ where: path, what, remedy }, { cause: error });
  }
}

function exampleOf(json: string): Example<Kind> {
  const example = exampleSchema.parse(JSON.parse(json));
  if (!('text' in example)) return example;
  const { pair, ...rest } = example;
  return pair === undefined ? rest : { ...rest, pair };
}
