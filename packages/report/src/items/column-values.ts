import { type Selection, selections } from '@stopover/core';
import { type RunFlag, runFlagNames } from '@stopover/statistics';
import type { ItemColumn } from './item-columns.ts';
import type { RowError } from './row-error.ts';

/** Reads a column's values, of a Parquet file or as a CSV file's texts. */
export interface ColumnValues<T> {
  /** @throws DataError naming the row whose value is not one of the column. */
  at(place: number): T;
}

/** A block's column with what names its rows. */
interface Raw {
  readonly name: ItemColumn;
  /** Undefined where the table does not have the column. */
  readonly values: ArrayLike<unknown> | undefined;
  /** Rows before the block. */
  readonly before: number;
  readonly wrong: RowError;
}

type Parse<T> = (raw: unknown, refuse: (what: string, remedy: string) => Error) => T;

/** Neighbours are often alike: a value that stands where it stood in the row before is not parsed again. */
function values<T>({ values: raw, before, name, wrong }: Raw, absent: () => T, parse: Parse<T>): ColumnValues<T> {
  if (!raw) return { at: absent };
  let last: { readonly raw: unknown; readonly value: T } | undefined;
  return {
    at: (place) => {
      const here = raw[place];
      if (!last || last.raw !== here) {
        const refuse = (what: string, remedy: string) => wrong(before + place + 1, `${name} ${what}`, remedy);
        last = { raw: here, value: parse(here, refuse) };
      }
      return last.value;
    },
  };
}

/** Empty, as R writes it too (NA), and as pandas has it (NaN, which as a text may be the language Min Nan). */
const isMissing = (raw: unknown): boolean =>
  raw === null || raw === undefined || raw === '' || raw === 'NA' || Number.isNaN(raw);

const isNoNumber = (raw: unknown): boolean => isMissing(raw) || raw === 'NaN';

const shown = (raw: unknown): string =>
  typeof raw === 'string' ? JSON.stringify(raw) : raw instanceof Uint8Array ? 'bytes that are no UTF-8' : String(raw);

/** Names and ids: texts, or numbers taken as such. `absent` stands for an empty one and for a column that is not there. */
export const textValues = (column: Raw, absent?: string): ColumnValues<string> =>
  values(
    column,
    () => absent ?? '',
    (raw, refuse) => {
      if (isMissing(raw)) {
        if (absent !== undefined) return absent;
        throw refuse(
          raw === 'NA' ? 'is NA, which stands for an empty cell' : 'is empty',
          'Fill it in: it has no default.',
        );
      }
      if (typeof raw === 'string') return raw;
      if (typeof raw === 'number' || typeof raw === 'bigint') return String(raw);
      throw refuse(`is ${shown(raw)}`, 'Give it as text.');
    },
  );

/** Whole numbers from 0; `absent` as in `textValues`. */
export const countValues = <T>(column: Raw, absent: T): ColumnValues<number | T> =>
  values<number | T>(
    column,
    () => absent,
    (raw, refuse) => {
      if (isNoNumber(raw)) return absent;
      const value = numberOf(raw);
      if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value;
      throw refuse(`is ${shown(raw)}`, 'Give a whole number from 0.');
    },
  );

/** From 0 to 1, or true and false; null where there is none. */
export const scoreValues = (column: Raw): ColumnValues<number | null> =>
  values<number | null>(
    column,
    () => null,
    (raw, refuse) => {
      if (isNoNumber(raw)) return null;
      const value = truth(raw) ?? numberOf(raw);
      if (value === undefined || Number.isNaN(value)) throw refuse(`is ${shown(raw)}`, 'Give a number from 0 to 1.');
      if (value >= 0 && value <= 1) return value;
      const percent = value > 1 && value <= 100 ? ' Percents are to be divided by 100.' : '';
      throw refuse(`is ${shown(raw)}`, `Give a number from 0 to 1.${percent}`);
    },
  );

/** Numbers from 0; null where there is none. */
export const amountValues = (column: Raw): ColumnValues<number | null> =>
  values<number | null>(
    column,
    () => null,
    (raw, refuse) => {
      if (isNoNumber(raw)) return null;
      const value = numberOf(raw);
      if (value !== undefined && Number.isFinite(value) && value >= 0) return value;
      throw refuse(`is ${shown(raw)}`, 'Give a number from 0.');
    },
  );

/** How a model was kept; `last` where nothing is said. */
export const selectionValues = (column: Raw): ColumnValues<Selection> =>
  values<Selection>(
    column,
    () => 'last',
    (raw, refuse) => {
      const known = isMissing(raw) ? 'last' : selections.find((one) => one === raw);
      if (known) return known;
      throw refuse(`is ${shown(raw)}`, `Give one of ${selections.join(', ')}, or leave it empty.`);
    },
  );

/** Why a run is not to be trusted, as `a; b`; none where the cell is empty. */
export const flagValues = (column: Raw): ColumnValues<readonly RunFlag[]> =>
  values<readonly RunFlag[]>(
    column,
    () => noFlags,
    (raw, refuse) => {
      if (isMissing(raw)) return noFlags;
      const named = String(raw).split('; ');
      const known = named.flatMap((name) => runFlagNames.find((one) => one === name) ?? []);
      if (known.length === named.length) return known;
      throw refuse(`is ${shown(raw)}`, `Give some of ${runFlagNames.join('; ')}, or leave it empty.`);
    },
  );

const noFlags: readonly RunFlag[] = [];

function numberOf(raw: unknown): number | undefined {
  if (typeof raw === 'number') return raw;
  if (typeof raw === 'bigint') return Number(raw);
  if (typeof raw !== 'string' || raw.trim() === '') return undefined;
  const value = Number(raw);
  return Number.isNaN(value) ? undefined : value;
}

function truth(raw: unknown): number | undefined {
  if (typeof raw === 'boolean') return Number(raw);
  if (typeof raw !== 'string') return undefined;
  const word = raw.toLowerCase();
  return word === 'true' ? 1 : word === 'false' ? 0 : undefined;
}
