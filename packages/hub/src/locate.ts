import type { AnyTask, DataSource, Location, Place, Splits } from '@stopover/core';

/** Where a task's rows of one language (BCP 47) and split are; undefined when the task has none. */
export function locate({ source, languages }: AnyTask, language: string, role: keyof Splits): Location | undefined {
  const key = Object.entries(languages).find(([, tag]) => tag === language)?.[0];
  if (key === undefined) return undefined;
  const [config = key, start = ''] = source.startsIn === undefined ? [key] : key.split(':');
  const first = splitAt(placeOf(source, key), config, role);
  const further = (source.joined ?? []).flatMap((more) => splitAt(more, more.config, role) ?? []);
  return (
    first && {
      ...first,
      ...(source.startsIn === undefined ? {} : { only: { column: source.startsIn, start } }),
      ...(source.each === undefined ? {} : { each: source.each }),
      ...(further.length === 0 ? {} : { joined: further }),
    }
  );
}

/** The place of a task's candidates in its repository, where they have a table of their own. */
export type CandidatePlace = Exclude<NonNullable<AnyTask['candidates']>, 'every-language'>;

/** Where the table of a ranking task's candidates is: in the place of its configuration, as rows are. */
export const locateCandidates = ({ source }: AnyTask, { config, split }: CandidatePlace): Location =>
  locationAt(placeOf(source, config), config, split);

/** A place for each repository that a task's rows come from, its own first. */
export function placesOf({ source }: AnyTask): readonly Place[] {
  const further = [...(source.elsewhere ?? []), ...(source.joined ?? [])].filter(({ repo }) => repo !== source.repo);
  return [source, ...new Map(further.map((place) => [place.repo, place])).values()];
}

/** What to say where a source lacks a location; undefined where that is no matter of files which a person fetches. */
export function filesToFetch(task: AnyTask, location: Location): { where: string; get: string } | undefined {
  const repos = [location, ...(location.joined ?? [])].flatMap(({ files, repo }) => (files ? [repo] : []));
  const get = placesOf(task).find(({ repo }) => repos.includes(repo))?.files?.get;
  return get === undefined ? undefined : { where: 'in the folder that STOPOVER_DATA names', get };
}

const placeOf = (source: DataSource, config: string): Place =>
  source.elsewhere?.find(({ configs }) => configs.includes(config)) ?? source;

const revisionOf = ({ revision }: Pick<DataSource, 'revision'>): string =>
  typeof revision === 'string' ? revision : 'main';

function splitAt(place: Place, config: string, role: keyof Splits): Location | undefined {
  const split = place.splits[role];
  return split === undefined ? undefined : locationAt(place, config, split);
}

function locationAt({ repo, revision, files }: Place, config: string, split: string): Location {
  const at = { repo, revision: revisionOf({ revision }), config, split };
  const filled = (path: string) => path.replaceAll('{config}', config).replaceAll('{split}', split);
  if (!files) return at;
  const lookup = files.lookup === undefined ? {} : { lookup: filled(files.lookup) };
  return { ...at, files: files.paths.map(filled), ...lookup };
}
