import type { AnyTask, Location, Source } from '@stopover/core';
import { type CandidatePlace, filesToFetch, locate, locateCandidates } from '@stopover/hub';
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
    const location = locate(task, language, role);
    if (location) return this.#at(task, role, language, location);
    const spoken = Object.values(task.languages).includes(language);
    return missing(spoken ? `${task.name} has no ${role} split` : `${task.name} has no data in ${language}`);
  }

  /** The one table of a task's candidates, or why there is none. */
  candidateTable(task: AnyTask, candidates: CandidatePlace): Promise<Found<Table>> {
    return this.#at(task, 'candidates', 'mul', locateCandidates(task, candidates));
  }

  /** Tables whose documents are searched for every language of a ranking target, or why one that is needed is not there. */
  async candidates(task: AnyTask, split: 'test' | 'validation'): Promise<Found<Table[]>> {
    if (task.candidates === undefined) return found([]);
    if (task.candidates !== 'every-language') {
      const table = await this.candidateTable(task, task.candidates);
      return table.ok ? found([table.value]) : table;
    }
    const tables: Table[] = [];
    for (const language of Object.values(task.languages)) {
      const table = await this.find(task, language, split);
      if (table.ok) tables.push(table.value); // a language that is not there is named where it is tested
    }
    return found(tables);
  }

  async #at<L extends string>(
    task: AnyTask,
    role: Table['role'],
    language: L,
    named: Location,
  ): Promise<Found<Table<L>>> {
    const location = await this.#pinned(named);
    const fingerprint = await remember(this.#fingerprints, location, async () =>
      (await this.#source.has(location)) ? this.#source.fingerprint(location) : undefined,
    );
    if (fingerprint === undefined)
      return missing(`the source ${this.#source.name} has no ${nameOf(location)}${howToGet(task, location)}`);
    return found({ task: task.name, role, language, location, fingerprint });
  }

  /** A branch is looked up once: every stage reads the commit that the plan was made of. */
  async #pinned(location: Location): Promise<Location> {
    const source = this.#source;
    if (!source.commit) return location;
    const revision = await source.commit(location);
    if (!location.joined) return { ...location, revision };
    const joined: Omit<Location, 'joined'>[] = [];
    for (const part of location.joined)
      joined.push({ ...part, revision: (await source.commit?.(part)) ?? part.revision });
    return { ...location, revision, joined };
  }

  /** Rows of a table, skipped ones included. */
  count({ location }: Table): Promise<number> {
    return remember(this.#counts, location, async () => {
      if (this.#source.count) return this.#source.count(location);
      let rows = 0;
      for await (const _ of this.#source.rows(location, { columns: [] })) rows++;
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

function howToGet(task: AnyTask, location: Location): string {
  const files = filesToFetch(task, location);
  return files ? ` ${files.where}. ${files.get.replace(/\.$/, '')}` : '';
}

function remember<T>(known: Map<string, Promise<T>>, location: Location, look: () => Promise<T>): Promise<T> {
  const place = JSON.stringify(location);
  const present = known.get(place) ?? look();
  known.set(place, present);
  return present;
}
