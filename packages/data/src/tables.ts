import type { AnyTask, Location, Source } from '@stopover/core';
import { type Availability, available, unavailable } from './availability.ts';
import { type CandidatePlace, filesToFetch, locate, locateCandidates } from './locate.ts';
import { nameOf, readRows } from './read-rows.ts';
import type { Table } from './table.ts';

type SplitRole = Exclude<Table['role'], 'candidates'>;

/** How tables are looked up. */
export interface TablesOptions {
  readonly limit?: number | undefined;
  readonly takesEmpty?: boolean;
}

/** Looks up the tables of a study's tasks in its source; each is asked for once, whoever needs it, and is one object. */
export class Tables {
  readonly #source: Source;
  readonly #limit: number | undefined;
  readonly #takesEmpty: boolean;
  readonly #found = new Map<AnyTask, Map<string, Promise<Availability<Table>>>>();
  readonly #candidates = new Map<AnyTask, Map<string, Promise<Availability<Table[]>>>>();
  readonly #fingerprints = new Map<string, Promise<string | undefined>>();
  readonly #counts = new Map<string, Promise<number>>();
  readonly #usable = new Map<AnyTask, Map<string, Promise<number>>>();

  /** `limit`: at most so many rows of each are read. `takesEmpty`: a table without rows is one as well, for who looks at all. */
  constructor(source: Source, { limit, takesEmpty = false }: TablesOptions = {}) {
    this.#source = source;
    this.#limit = limit;
    this.#takesEmpty = takesEmpty;
  }

  /** A task's table in one language (BCP 47), or why there is none. */
  async find<L extends string>(task: AnyTask, language: L, role: SplitRole): Promise<Availability<Table<L>>> {
    const found = await rememberOf(this.#found, task, `${role} ${language}`, () => this.#look(task, language, role));
    if (!found.ok) return found;
    if (isIn(found.value, language)) return available(found.value);
    throw new TypeError(`the table of ${task.name} in ${language} is in ${found.value.language}`);
  }

  async #look(task: AnyTask, language: string, role: SplitRole): Promise<Availability<Table>> {
    const location = locate(task, language, role);
    if (location) return this.#at(task, role, language, location);
    const spoken = Object.values(task.languages).includes(language);
    if (!spoken) return unavailable(`${task.name} has no data in ${language}`);
    const lacks = task.source.splits[role] === undefined ? `${role} split` : `${role} rows in ${language}`;
    return unavailable(`${task.name} has no ${lacks}`);
  }

  /** The one table of a task's candidates, or why there is none. */
  candidateTable(task: AnyTask, candidates: CandidatePlace): Promise<Availability<Table>> {
    return this.#at(task, 'candidates', 'mul', locateCandidates(task, candidates));
  }

  /** Tables whose documents are searched for every language of a ranking target, or why one that is needed is not there. */
  candidates(task: AnyTask, split: 'test' | 'validation'): Promise<Availability<Table[]>> {
    return rememberOf(this.#candidates, task, split, () => this.#lookForCandidates(task, split));
  }

  async #lookForCandidates(task: AnyTask, split: 'test' | 'validation'): Promise<Availability<Table[]>> {
    if (task.candidates === undefined) return available([]);
    if (task.candidates !== 'every-language') {
      const table = await this.candidateTable(task, task.candidates);
      return table.ok ? available([table.value]) : table;
    }
    const tables: Table[] = [];
    for (const language of Object.values(task.languages)) {
      const table = await this.find(task, language, split);
      if (table.ok) tables.push(table.value); // a language that is not there is named where it is tested
    }
    return available(tables);
  }

  async #at(task: AnyTask, role: Table['role'], language: string, named: Location): Promise<Availability<Table>> {
    const location = await this.#pinned(named);
    const fingerprint = await remember(this.#fingerprints, location, async () =>
      (await this.#source.has(location)) ? this.#source.fingerprint(location) : undefined,
    );
    if (fingerprint === undefined)
      return unavailable(`the source ${this.#source.name} has no ${nameOf(location)}${howToGet(task, location)}`);
    if (!this.#takesEmpty && (await this.#isEmpty(location)))
      return unavailable(`${nameOf(location)} has no rows (${refill(location).replace(/\.$/, '')})`);
    const limit = this.#limit === undefined ? {} : { limit: this.#limit };
    return available({ task: task.name, role, language, location, fingerprint, ...limit });
  }

  /** By the count where that is known without reading; of files, which are here, by the first row. */
  async #isEmpty(location: Location): Promise<boolean> {
    // Of a table of several languages the source has looked for a row.
    if (location.only) return false;
    if (this.#source.capabilities.count && !location.files) return (await this.#countAll(location)) === 0;
    for await (const _ of this.#source.rows(location, { columns: [] })) return false;
    return true;
  }

  /** A branch is looked up once: every stage reads the commit that the plan was made of. */
  async #pinned(location: Location): Promise<Location> {
    const { commit } = this.#source.capabilities;
    if (!commit) return location;
    const revision = await commit(location);
    if (!location.joined) return { ...location, revision };
    const joined: Omit<Location, 'joined'>[] = [];
    for (const part of location.joined) joined.push({ ...part, revision: await commit(part) });
    return { ...location, revision, joined };
  }

  /** Rows of a table, skipped ones included; no more than its limit, of documents with those that are right. */
  async count({ location, role, limit = Number.POSITIVE_INFINITY }: Table): Promise<number> {
    return Math.min(await this.#countAll(location), role === 'candidates' ? 2 * limit : limit);
  }

  #countAll(location: Location): Promise<number> {
    return remember(this.#counts, location, async () => {
      const { count } = this.#source.capabilities;
      if (count) return count(location);
      let rows = 0;
      for await (const _ of this.#source.rows(location, { columns: [] })) rows++;
      return rows;
    });
  }

  /** Rows of a table that its task does not skip: another task may read the same table and skip others. @throws DataError on a row that the task does not understand. */
  usable(task: AnyTask, table: Table): Promise<number> {
    return rememberOf(this.#usable, task, placeOf(table.location), async () => {
      const { rows } = await readRows(this.#source, task, table);
      return rows.examples.length;
    });
  }
}

/** What a person does about a table without rows. */
export const refill = ({ own }: Location): string =>
  own === undefined ? 'Fetch it again.' : `Fill it, or leave it out of \`tasks.${own}\` of the study file.`;

function howToGet(task: AnyTask, location: Location): string {
  const files = filesToFetch(task, location);
  return files ? ` ${files.where}. ${files.get.replace(/\.$/, '')}` : '';
}

const isIn = <L extends string>(table: Table, language: L): table is Table<L> => table.language === language;

/** The texts of locations: a grid asks for the same one a hundred thousand times. */
const places = new WeakMap<Location, string>();

function placeOf(location: Location): string {
  const place = places.get(location) ?? JSON.stringify(location);
  places.set(location, place);
  return place;
}

function remember<T>(known: Map<string, Promise<T>>, location: Location, look: () => Promise<T>): Promise<T> {
  const place = placeOf(location);
  const present = known.get(place) ?? look();
  known.set(place, present);
  return present;
}

function rememberOf<T>(
  known: Map<AnyTask, Map<string, Promise<T>>>,
  task: AnyTask,
  name: string,
  look: () => Promise<T>,
): Promise<T> {
  const own = known.get(task) ?? new Map<string, Promise<T>>();
  known.set(task, own);
  const present = own.get(name) ?? look();
  own.set(name, present);
  return present;
}
