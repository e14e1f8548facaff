// How cells of own rows are read: what a column may hold, and what becomes of it.
import { type Skip, skip } from '@stopover/core';
import { classesOf } from '@stopover/hub';
import { z } from 'zod';

/** A row as a file or a table has it. */
export type Row = Readonly<Record<string, unknown>>;

/** Name of a column. */
export const column = z.string().min(1);

/** One column, or several whose texts are joined by a space. */
export const textColumns = z.union([column, z.array(column).min(1)]);
type TextColumns = z.infer<typeof textColumns>;

/** A value as a study file writes it. */
export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A value as a cell may hold it: a cell of CSV is a text. */
export const scalarCell = z.union([scalar, z.bigint()]);

/** Rows that are left out on purpose: those whose column holds one of the values. */
export const skipRules = z
  .array(
    z.strictObject({
      column,
      is: z.union([scalar, z.array(scalar).min(1)]),
      why: z.string().min(1),
    }),
  )
  .default([]);
type SkipRules = z.infer<typeof skipRules>;

const textCell = z.string().nullable();
const idCell = z.union([z.string(), z.number(), z.bigint()]);

/** What each column of a row must be; of one that is named twice, the first says it. */
class Fields {
  readonly #types = new Map<string, z.ZodType>();

  add(columns: TextColumns | undefined, type: z.ZodType): this {
    for (const name of columns === undefined ? [] : [columns].flat())
      if (!this.#types.has(name)) this.#types.set(name, type);
    return this;
  }

  /** A column of labels, with the names that the table has for them. */
  labels(name: string, type: z.ZodType): this {
    return this.add(name, type).add(classesOf(name), type.optional());
  }

  /** The schema of a row: of a table of the hub, and of Parquet, its columns alone are read. */
  row() {
    return z.object(Object.fromEntries(this.#types));
  }
}

/** What a row has beside its input and its gold answer. */
export interface ItemColumns {
  readonly id?: string | undefined;
  readonly group?: TextColumns | undefined;
}

/** A label's cell, and what the table calls that class, where it says so. */
export interface LabelCell {
  readonly cell: unknown;
  readonly name?: unknown;
}

/** The cell of a label. */
export function labelCell(row: Row, name: string): LabelCell {
  return { cell: row[name], name: row[classesOf(name)] };
}

/** The columns of texts of a row, and of its item's id and group. */
export function fieldsOf(texts: readonly (TextColumns | undefined)[], item: ItemColumns): Fields {
  const fields = new Fields();
  for (const columns of texts) fields.add(columns, textCell);
  fields.add(item.group, textCell).add(item.id, idCell);
  return fields;
}

/** The schema of a row, with the columns that rules look at. */
export function rowOf(fields: Fields, rules: SkipRules) {
  for (const rule of rules) fields.add(rule.column, scalarCell);
  return fields.row();
}

/** The text of one column, or of several. @throws Error where one is null. */
export function textOf(row: Row, columns: TextColumns): string {
  return [columns]
    .flat()
    .map((name) => {
      const cell = row[name];
      if (typeof cell === 'string') return cell;
      throw new Error(`the column "${name}" holds no text`);
    })
    .join(' ');
}

/** A text, or nothing where the column is not asked for, is null or empty. */
export function textIfAny(row: Row, columns: TextColumns | undefined): string | undefined {
  if (columns === undefined || [columns].flat().every((name) => (row[name] ?? '') === '')) return undefined;
  return textOf(row, columns);
}

/** The id and the group of a row's item. */
export function itemOf(row: Row, { id, group }: ItemColumns): { readonly id?: string; readonly group?: string } {
  return {
    ...(id !== undefined && { id: String(row[id]) }),
    ...(group !== undefined && { group: textOf(row, group) }),
  };
}

/** An example of each row but those that a rule leaves out. */
export const unlessSkipped =
  <E>(rules: SkipRules, read: (row: Row) => E) =>
  (row: Row): E | Skip => {
    const rule = rules.find(({ column: name, is }) => [is].flat().some((value) => String(value) === String(row[name])));
    return rule ? skip(rule.why) : read(row);
  };

/**
 * The place of a label by what a cell holds: a value of `values` where they are given, else a name, or the number of its
 * place from 0, unless the table says what its numbers stand for: its order of labels may be another. Where a name is a
 * number itself, cells hold names alone: of 1 to 5 the cell 1 could be the second as well.
 * @throws Error (the reader that is given) for a cell that is none of them.
 */
export function placeReader(names: readonly string[], values?: readonly unknown[]): (label: LabelCell) => number {
  const places = new Map((values ?? names).map((value, place) => [String(value), place]));
  const isNumbered = values === undefined && names.some(isNumber);
  return ({ cell, name }) => {
    const text = String(name ?? cell);
    const byPlace = values === undefined && !isNumbered && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
    const place = values === undefined ? (places.get(text) ?? byPlace) : placeAmong(places, { cell, name });
    if (place !== undefined && place < Math.max(names.length, places.size)) return place;
    const known = [...places.keys()].join(', ');
    throw new Error(
      `the label ${JSON.stringify(text)} is none of ${known}${isNumbered && isNumber(text) ? noPlaces : ''}`,
    );
  };
}

/**
 * The place that `labelValues` give a cell, or the name that the table has for it; undefined where they have neither.
 * Classes are numbered from 0 and may be called 1, 2 and so on: a value 1 then means the second class or the first.
 * Values that have all of the numbers from 0 on are numbers, and every cell is read as one.
 * @throws Error where a cell and its name have different places and nothing says which is meant.
 */
export function placeAmong(places: ReadonlyMap<string, number>, { cell, name }: LabelCell): number | undefined {
  const [own, called] = [places.get(String(cell)), name === undefined ? undefined : places.get(String(name))];
  if (own === undefined || called === undefined || own === called) return own ?? called;
  if ([...places.keys()].every((_, i) => places.has(String(i)))) return own;
  throw new Error(
    `\`labelValues\` has ${JSON.stringify(String(cell))}, and the table calls this number ${JSON.stringify(String(name))}, which it has too: give the table's numbers for the labels, from 0 on`,
  );
}

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

const noPlaces =
  ' (they are numbers themselves, so that a number is a name and no place: `labelValues` may say what stands for each)';

/** The metrics of a kind that a task names. */
export function chosen<N extends string, M>(
  table: Readonly<Record<N, M>>,
  [first, ...others]: readonly [N, ...N[]],
): readonly [M, ...M[]] {
  return [table[first], ...others.map((name) => table[name])];
}
