import { type AnyTask, DataError, type Source, type Splits } from '@stopover/core';
import { inject, injectable, SOURCE } from '@stopover/registry';
import type { Availability } from '../availability.ts';
import { nameOf } from '../read-rows.ts';
import type { Table } from '../table.ts';
import { refill, Tables } from '../tables.ts';
import { documentsElsewhere } from './candidates.ts';
import { checkTable, type TableOptions } from './check-table.ts';
import { ofNoLanguage } from './of-no-language.ts';
import { ParallelItems } from './parallel-items.ts';
import { SeenInputs } from './seen-inputs.ts';
import { type TableCheck, unreadableTable } from './table-check.ts';

const roles = ['train', 'validation', 'test'] as const satisfies readonly (keyof Splits)[];

/** How data are checked. */
export interface CheckOptions extends Pick<TableOptions, 'measure'> {
  /** BCP 47; undefined: all of the task. */
  readonly languages: readonly string[] | undefined;
}

/** Checks the data of tasks in the source that there is. */
@injectable()
export class DataChecker {
  readonly #source: Source;

  constructor(@inject(SOURCE) source: Source) {
    this.#source = source;
  }

  /**
   * Checks every split that a task names in every language, one table after the other, and then its candidates. What the
   * source lacks comes as missing, in its place.
   */
  async *check(task: AnyTask, options: CheckOptions): AsyncGenerator<TableCheck> {
    const source = this.#source;
    const { measure, languages = Object.values(task.languages) } = options;
    if (languages.length === 0) return;
    const tables = new Tables(source, { takesEmpty: true });
    const seen = new SeenInputs();
    const parallel = new ParallelItems(task);
    for (const role of roles) {
      if (task.source.splits[role] === undefined) continue;
      const elsewhere = await documentsElsewhere(source, tables, task, role);
      const checks: TableCheck[] = [];
      for (const language of languages) {
        const find = () => tables.find(task, language, role);
        const checked = await check(find, task, { source, measure, elsewhere, seen, parallel });
        checks.push({ task: task.name, role, language, ...checked });
        yield* checks.slice(-1);
      }
      if (options.languages === undefined) yield* ofNoLanguage(source, checks);
    }
    const { candidates = 'every-language' } = task;
    if (candidates === 'every-language') return;
    const find = () => tables.candidateTable(task, candidates);
    const about = { task: task.name, role: 'candidates', language: 'mul' } as const;
    yield { ...about, ...(await check(find, task, { source, measure, elsewhere: new Set(), seen, parallel })) };
  }
}

async function check(find: () => Promise<Availability<Table>>, task: AnyTask, options: TableOptions) {
  try {
    const table = await find();
    if (!table.ok) return { missing: table.reason };
    const checked = await checkTable(task, table.value, options);
    if (checked.rows > 0 || checked.faults > 0) return checked;
    const { location } = table.value;
    const where = nameOf(location);
    // A table of several languages is there, and may have no row of this one.
    if (location.only) return { missing: `${where} has no rows of it` };
    return unreadableTable({ where, what: 'it has no rows', remedy: refill(location) });
  } catch (error) {
    // A table that is there and broken (a shard is missing). Anything else, such as no network, ends the check.
    if (error instanceof DataError) return unreadableTable(error.problem);
    throw error;
  }
}
