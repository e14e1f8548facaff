import {
  type AnyTask,
  type Location,
  type Repository,
  type Splits,
  StopoverError,
  type TableRef,
} from '@stopover/core';

/** Where a task's rows of one language (BCP 47) and split are; undefined when the task has none. */
export function locate(task: AnyTask, language: string, role: keyof Splits): Location | undefined {
  const config = Object.entries(task.languages).find(([, tag]) => tag === language)?.[0];
  const split = task.source.splits[role];
  return config === undefined || split === undefined ? undefined : locationOf(tablesOf(task, config, split));
}

/** The place of a task's candidates in its repository, where they have a table of their own. */
export type CandidatePlace = Exclude<NonNullable<AnyTask['candidates']>, 'every-language'>;

/** Where the table of a ranking task's candidates is: in the place of its configuration, as rows are. */
export function locateCandidates(task: AnyTask, { config, split }: CandidatePlace): Location {
  const location = locationOf(tablesOf(task, config, split));
  if (location) return location;
  const what = `it has no table ${config}, ${split}, which \`candidates\` names`;
  throw new StopoverError({ where: `task ${task.name}`, what, remedy: 'Give one in `source.tables`.' });
}

/** A repository that a task's rows come from. */
export interface Place extends Repository {
  /** What each split is called there: several names with `, ` between them where the task reads all of them. */
  readonly splits: Splits;
  /** How a person fetches its files, a full sentence, where it is no data set of the hub. */
  readonly get?: string;
}

/** A place for each repository that a task's rows come from, its own first. */
export function placesOf(task: AnyTask): readonly Place[] {
  const { source, languages, candidates } = task;
  const read = Object.keys(languages).flatMap((config) =>
    Object.entries(source.splits).flatMap(([role, split]) =>
      tablesOf(task, config, split).map((table) => ({ ...table, role })),
    ),
  );
  const searched = typeof candidates === 'object' ? tablesOf(task, candidates.config, candidates.split) : [];
  const tables: readonly (FoundTable & { readonly role?: string })[] = [...read, ...searched];
  const places = new Map<string, Repository>([source, ...tables].map((table) => [table.repo, table]));
  return [...places.values()].map(({ repo, revision }) => {
    const own = tables.filter((table) => table.repo === repo);
    const get = own.find(({ files }) => files)?.files?.get;
    const splits = repo === source.repo ? source.splits : splitsIn(own);
    return { repo, revision, splits, ...(get === undefined ? {} : { get }) };
  });
}

function splitsIn(tables: readonly { readonly role?: string; readonly split: string }[]): Splits {
  const named = (role: keyof Splits) => {
    const names = new Set(tables.filter((table) => table.role === role).map(({ split }) => split));
    return names.size === 0 ? {} : { [role]: [...names].join(', ') };
  };
  return { ...named('train'), ...named('validation'), ...named('test') };
}

/** What to say where a source lacks a location; undefined where that is no matter of files which a person fetches. */
export function filesToFetch(task: AnyTask, location: Location): { where: string; get: string } | undefined {
  const repos = [location, ...(location.joined ?? [])].flatMap(({ files, repo }) => (files ? [repo] : []));
  const get = placesOf(task).find(({ repo }) => repos.includes(repo))?.get;
  return get === undefined ? undefined : { where: 'in the folder that STOPOVER_DATA names', get };
}

type FoundTable = TableRef & Repository;

function tablesOf({ source }: AnyTask, config: string, split: string): readonly FoundTable[] {
  const { repo, revision } = source;
  const tables: readonly TableRef[] = source.tables?.(config, split) ?? [{ config, split }];
  return tables.map((table) => ({ repo, revision, ...table }));
}

/** The tables as a stage's record and its key have them: the order of the members is part of that. */
function locationOf([first, ...further]: readonly FoundTable[]): Location | undefined {
  return first && { ...partAt(first), ...(further.length === 0 ? {} : { joined: further.map(partAt) }) };
}

const partAt = ({ repo, revision, config, split, files, only, each, own }: FoundTable): Omit<Location, 'joined'> => ({
  ...{ repo, revision: typeof revision === 'string' ? revision : 'main', config, split },
  ...(files && { files: files.paths }),
  ...(files?.lookup !== undefined && { lookup: files.lookup }),
  ...(only && { only }),
  ...(each !== undefined && { each }),
  ...(own !== undefined && { own }),
});
