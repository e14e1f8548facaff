import { parquetWriteBuffer } from 'hyparquet-writer';

/** Rows under columns whose types do not depend on what happens to stand in them. */
export interface TypedTable {
  readonly columns: Readonly<Record<string, 'STRING' | 'INT32' | 'INT64' | 'DOUBLE'>>;
  /** In the order of the columns; null, and a number that is none, is nothing. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A table as a Parquet file. */
export function parquetOf({ columns, rows }: TypedTable): Uint8Array {
  const columnData = Object.entries(columns).map(([name, type], place) => {
    const data = rows.map((row) => {
      const value = row[place] ?? null;
      if (typeof value !== 'number') return value;
      if (!Number.isFinite(value)) return null;
      return type === 'INT64' ? BigInt(value) : value;
    });
    return { name, type, nullable: true, data };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
