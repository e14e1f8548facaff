import { type AnyTask, StopoverError } from '@stopover/core';
import { Ids, nameOf, type TableRow } from '../read-rows.ts';
import type { Table } from '../table.ts';
import { addGold, goldTally, remarksOn } from './gold-tally.ts';
import { type Measure, Measuring, type Numbered, type WrongRow } from './measure.ts';
import type { ItemRemark, ItemsOfLanguage, ParallelItems } from './parallel-items.ts';
import { RightDocuments } from './right-documents.ts';
import type { SeenInputs } from './seen-inputs.ts';
import type { CheckedTable, Fault } from './table-check.ts';
import { Tally } from './tally.ts';

/** Faults of a table that are kept, equal ones as one; all are counted. */
const most = 20;

/** Rows that are named of a fault. */
const mostRows = 3;

/** Rows of which features are made at a time. */
const slice = 1000;

/** How a table is inspected. */
export interface InspectionOptions {
  /** Undefined: rows are read, and no features are made of them. */
  readonly measure: Measure | undefined;
  /** Ids of documents in other tables that a retrieval task searches too; undefined where they cannot be told. */
  readonly elsewhere: ReadonlySet<string> | undefined;
  /** Of the task's tables so far. */
  readonly seen: SeenInputs;
  /** The same, where they are one test in several languages. */
  readonly parallel: ParallelItems;
}

/** Takes a table's rows one by one and gathers what is to be said of them. */
export class Inspection {
  readonly #task: AnyTask;
  readonly #table: Table;
  readonly #measuring: Measuring | undefined;
  readonly #skipped = new Tally();
  readonly #remarks = new Tally();
  readonly #labels: Tally;
  readonly #ids = new Ids();
  readonly #right: RightDocuments;
  readonly #seen: SeenInputs;
  readonly #items: ItemsOfLanguage | undefined;
  readonly #listed = new Map<string, Fault>();
  #waiting: Numbered[] = [];
  #pairs = 0;
  #singles = 0;
  #rows = 0;
  #examples = 0;
  #wrong = 0;
  #faults = 0;

  constructor(task: AnyTask, table: Table, { measure, elsewhere, seen, parallel }: InspectionOptions) {
    this.#task = task;
    this.#table = table;
    this.#measuring = measure && new Measuring(task, measure);
    this.#labels = goldTally(task);
    this.#right = new RightDocuments(task, elsewhere);
    this.#seen = seen;
    this.#items = parallel.of(table.role, table.language);
  }

  async take(row: TableRow): Promise<void> {
    this.#rows++;
    if (row.fault) this.#wrongRow({ index: row.index, what: row.fault.problem.what });
    else if (row.skipped !== undefined) this.#skipped.add(row.skipped);
    else this.#waiting.push(row);
    if (this.#waiting.length >= slice) await this.#flush();
  }

  /** The table cannot be read, or not to its end. @throws what is no fault of the data. */
  unreadable(error: unknown): undefined {
    if (!(error instanceof StopoverError)) throw error;
    const { where, what, remedy } = error.problem;
    // Reading and counting may fail by one and the same thing.
    const known = [...this.#listed.values()].some((one) => one.row === null && one.what === what);
    if (!known) this.#fault(where, null, what, remedy);
  }

  /** All there is to say. `counted`: the rows that the table's footer states. */
  async end(counted: number | null): Promise<CheckedTable> {
    await this.#flush();
    for (const wrong of this.#right.faults()) {
      this.#examples--;
      this.#wrongRow(wrong);
    }
    // Where all are single texts, or all are pairs, that is the task.
    if (this.#pairs > 0 && this.#singles > 0) this.#remarks.add('the second text of a pair is missing', this.#singles);
    if (this.#examples > 0) for (const absent of this.#items?.absent() ?? []) this.#remark(absent);
    const rows = Math.max(this.#rows, counted ?? 0);
    if (counted !== null && counted !== this.#rows && ![...this.#listed.values()].some(({ row }) => row === null)) {
      const what = `its footer states ${counted} rows, and ${this.#rows} were read`;
      this.#fault(nameOf(this.#table.location), null, what);
    }
    return {
      missing: null,
      location: this.#table.location,
      counted,
      rows,
      examples: this.#examples,
      skipped: this.#skipped.list(),
      errors: this.#wrong + rows - this.#rows,
      faults: this.#faults,
      listed: [...this.#listed.values()],
      remarks: this.#remarks.list(),
      labels: this.#labels.list(),
      lengths: this.#measuring?.result() ?? null,
    };
  }

  /** Takes what waits: a row whose features cannot be made is wrong, the others are examples. */
  async #flush(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    const wrong = (await this.#measuring?.add(rows)) ?? [];
    for (const one of wrong) this.#wrongRow(one);
    const left = new Set(wrong.map(({ index }) => index));
    for (const row of rows) if (!left.has(row.index)) this.#example(row);
  }

  #example(row: Numbered): void {
    const { example } = row;
    this.#examples++;
    addGold(this.#labels, this.#task, example);
    for (const remark of remarksOn(example)) this.#remarks.add(remark);
    const elsewhere = this.#seen.take(example, this.#table);
    if (elsewhere !== undefined) this.#remarks.add(elsewhere);
    if (this.#task.kind === 'classification' && 'text' in example) {
      if ('pair' in example) this.#pairs++;
      else this.#singles++;
    }
    const id = this.#ids.of(row);
    if (example.id !== undefined && id !== example.id) this.#remarks.add('its id was there before');
    const item = this.#items?.take(id, row);
    if (item) this.#remark(item);
    this.#right.add(row);
  }

  #remark({ what, example }: ItemRemark): void {
    this.#remarks.addExample(what, example);
  }

  #wrongRow({ index, what }: WrongRow): void {
    this.#wrong++;
    this.#fault(nameOf(this.#table.location), index + 1, what);
  }

  #fault(file: string, row: number | null, what: string, remedy?: string): void {
    this.#faults++;
    const key = JSON.stringify([file, row === null, what]);
    const before = this.#listed.get(key);
    if (!before && this.#listed.size >= most) return;
    const { rows = [], count = 0 } = before ?? {};
    const first = before?.row ?? row;
    const named = row === null || rows.length >= mostRows ? rows : [...rows, row];
    const todo = remedy === undefined ? {} : { remedy };
    this.#listed.set(key, { file, row: first, what, ...todo, count: count + 1, rows: named });
  }
}
