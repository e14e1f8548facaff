import { DataError } from '@stopover/core';

/** What is wrong with a row of an item table; the first row below the headings is row 1. */
export type RowError = (row: number, what: string, remedy: string) => DataError;

/** Errors that name a file and a row of it. */
export const rowErrorsOf =
  (path: string): RowError =>
  (row, what, remedy) =>
    new DataError({ where: `${path}, row ${row}`, what, remedy });
