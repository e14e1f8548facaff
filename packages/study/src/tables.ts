import type { AnyTask, Location, Source } from '@stopover/core';
import { type Found, found, missing } from './found.ts';
import { nameOf, readRows } from './read-rows.ts';
import type { Table } from './stage.ts';

type SplitRole = Exclude<Table['role'], 'candidates'>;

/** Looks up the tables of a study's tasks in its source; each is asked for once, whoever needs it. */
export class Tables {
  readonly #source: Source;
  readonly #fingerprints = new Map<string, Promise<string | undefined>>();
  readonly #counts = new Map<string, Promise<number>>();
  readonly #usable = new Map<string, Promise<number>>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** A task's table in one language (BCP 47), or why there is none. */
  async find<L extends string>(task: AnyTask, language: L, role: SplitRole): Promise<Found<Table<L>>> {
    const split = task.source.splits[role];
    const config = Object.entries(task.languages).find(([, tag]) => tag === language)?.[0];
    if (split === undefined) return missing(`${task.name} has no ${role} split`);
    if (config === undefined) return missing(`${task.name} has no data in ${language}`);
    return this.#at(task, { role, language, config, split });
  }

  /** Tables whose documents are searched for every language of a ranking target, or why one that is needed is not there. */
  async candidates(task: AnyTask): Promise<Found<Table[]>> {
    if (task.candidates === undefined) return found([]);
    if (task.candidates !== 'every-language') {
      const table = await this.#at(task, { role: 'candidates', language: 'mul', ...task.candidates });
      return table.ok ? found([table.value]) : table;
    }
    const tables: Table[] = [];
    for (const language of Object.values(task.languages)) {
      const table = await this.find(task, language, 'test');
      if (table.ok) tables.push(table.value); // a language that is not there is named where it is tested
    }
    return found(tables);
  }

  async #at<L extends string>(
    task: AnyTask,
    { role, language, config, split }: Pick<Table<L>, 'role' | 'language'> & Pick<Location, 'config' | 'split'>,
  ): Promise<Found<Table<L>>> {
    const { repo, revision } = task.source;
    const location = { repo, revision: typeof revision === 'string' ? revision : 'main', config, split };
    const fingerprint = await remember(this.#fingerprints, location, async () =>
      (await this.#source.has(location)) ? this.#source.fingerprint(location) : undefined,
    );
    if (fingerprint === undefined) return missing(`the source ${this.#source.name} has no ${nameOf(location)}`);
    return found({ task: task.name, role, language, location, fingerprint });
  }

  /** Rows of a table, skipped ones included. */
  count({ location }: Table): Promise<number> {
    return remember(this.#counts, location, async () => {
      if (this.#source.count) return this.#source.count(location);
      let rows = 0;
      for await (const _ of this.#source.rows(location)) rows++;
      return rows;
    });
  }

  /** Rows of a table that its task does not skip. @throws DataError on a row that the task does not understand. */
  usable(task: AnyTask, table: Table): Promise<number> {
    return remember(this.#usable, table.location, async () => {
      const { rows } = await readRows(this.#source, task, table);
      return rows.examples.length;
    });
  }
}

function remember<T>(known: Map<string, Promise<T>>, location: Location, look: () => Promise<T>): Promise<T> {
  const place = JSON.stringify([location.repo, location.revision, location.config, location.split]);
  const present = known.get(place) ?? look();
  known.set(place, present);
  return present;
}
