// What the integers of a column stand for, where a table says it: the hub's ClassLabel, in the footer of its Parquet files.
import type { FileMetaData } from 'hyparquet';
import { z } from 'zod';

/** Column of the names of another column's classes, as `Source.rows` gives them. */
export const classesOf = (column: string): string => `${column}:class`;

/** Names of the classes 0, 1 and so on, by column. */
export type ClassNames = ReadonlyMap<string, readonly string[]>;

const classLabel = z.object({ _type: z.literal('ClassLabel'), names: z.array(z.string()) });
/** A list of classes has been written in three ways over the years. */
const feature = z.union([
  classLabel,
  z.object({ feature: classLabel }).transform(({ feature: of }) => of),
  z.tuple([classLabel]).transform(([of]) => of),
]);
const written = z.object({ info: z.object({ features: z.record(z.string(), z.unknown()) }) });

/** The names of those columns whose classes are asked for (`classesOf`) and which the file says. */
export function classNames({ key_value_metadata: pairs }: FileMetaData, columns: readonly string[] = []): ClassNames {
  const said = written.safeParse(jsonIn(pairs?.find(({ key }) => key === 'huggingface')?.value));
  const names = new Map<string, readonly string[]>();
  for (const [column, type] of Object.entries(said.data?.info.features ?? {})) {
    const classes = columns.includes(classesOf(column)) ? feature.safeParse(type).data : undefined;
    if (classes) names.set(column, classes.names);
  }
  return names;
}

/** The name of a class, or of each of a list; what is no class, as −1 where there is no label, stays as it is. */
export function className(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => className(one, names));
  return typeof value === 'number' ? (names[value] ?? value) : value;
}

function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
