import type { Location, Problem, Splits } from '@stopover/core';

/** Something wrong with a row, or with a table as a whole. */
export interface Fault {
  /** Path of the file where the source names it, else the table. */
  readonly file: string;
  /** The first row of the table that has it, from 1; null where it is not of rows. */
  readonly row: number | null;
  readonly what: string;
  /** What to do, where it is not simply to correct the row. */
  readonly remedy?: string;
  /** How often it occurs. */
  readonly count: number;
  /** The first three rows that have it. */
  readonly rows: readonly number[];
}

/** Tokens of the sequences that the encoder would be given, special tokens included. */
export interface Lengths {
  /** A pair, a choice with its context, a question with its whole context, a sentence of words, or a passage. */
  readonly sequences: number;
  readonly median: number;
  /** 95 % of the sequences are not longer (nearest rank). */
  readonly percentile95: number;
  readonly longest: number;
  /** The recipe's bound. */
  readonly maxLength: number;
  /** Sequences longer than that: cut, or (span, tagging) given in several windows or parts. */
  readonly longer: number;
  /** Sequences of which something is lost at that bound. */
  readonly truncated: number;
}

/** How often something occurs. */
export interface Count {
  readonly name: string;
  readonly count: number;
  /** One of them, where a count alone finds none: `id 42`. */
  readonly example?: string;
}

/** A table that is there. `rows` = `examples` + the sum of `skipped` + `errors`. */
export interface CheckedTable {
  readonly missing: null;
  /** Null when the table cannot even be opened. */
  readonly location: Location | null;
  /** By the table's footer, where the source can tell. */
  readonly counted: number | null;
  readonly rows: number;
  readonly examples: number;
  /** Rows left out on purpose, by reason. */
  readonly skipped: readonly Count[];
  /** Rows that are wrong or cannot be read. */
  readonly errors: number;
  /** All that is wrong: at least one for each wrong row, or one for a stretch that cannot be read. */
  readonly faults: number;
  /** The first twenty that differ, each once. */
  readonly listed: readonly Fault[];
  /** What is no error and may surprise: rows by remark. */
  readonly remarks: readonly Count[];
  /** Labels, choices, tags or answers by how often they are right. */
  readonly labels: readonly Count[];
  /** Null without a tokenizer, and without examples. */
  readonly lengths: Lengths | null;
}

/** One split of a task in one language, or the table of a retrieval task's candidates. */
export type TableCheck = {
  readonly task: string;
  readonly role: keyof Splits | 'candidates';
  /** BCP 47; `mul` where a table is for all of the task's languages, `und` where rows are of none. */
  readonly language: string;
} & (CheckedTable | { readonly missing: string });

/** Rows that no language of the task reads. */
export const untouchedTable = (location: Location, rows: number): CheckedTable => ({
  missing: null,
  location,
  counted: rows,
  ...{ rows, examples: 0, errors: 0, faults: 0 },
  skipped: [{ name: 'the row is of no language of the task', count: rows }],
  ...{ listed: [], remarks: [], labels: [], lengths: null },
});

/** A table that cannot even be opened. */
export const unreadableTable = ({ where, what, remedy }: Problem): CheckedTable => ({
  missing: null,
  location: null,
  counted: null,
  ...{ rows: 0, examples: 0, skipped: [], errors: 0 },
  faults: 1,
  listed: [{ file: where, row: null, what, remedy, count: 1, rows: [] }],
  ...{ remarks: [], labels: [], lengths: null },
});
