import type { AnyTask, DataSource, Location, Place, Splits } from '@stopover/core';

/** Where a task's rows of one language (BCP 47) and split are; undefined when the task has none. */
export function locate({ source, languages }: AnyTask, language: string, role: keyof Splits): Location | undefined {
  const key = Object.entries(languages).find(([, tag]) => tag === language)?.[0];
  if (key === undefined) return undefined;
  const [config = key, start = ''] = source.startsIn === undefined ? [key] : key.split(':');
  const place = source.elsewhere?.find(({ configs }) => configs.includes(key)) ?? source;
  const first = locationAt(place, config, role);
  const further = (source.joined ?? []).flatMap((more) => locationAt(more, more.config, role) ?? []);
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

/** Where the table of a ranking task's candidates is. */
export const locateCandidates = ({ source }: AnyTask, candidates: CandidatePlace): Location => ({
  repo: source.repo,
  revision: revisionOf(source),
  ...candidates,
});

const revisionOf = ({ revision }: Pick<DataSource, 'revision'>): string =>
  typeof revision === 'string' ? revision : 'main';

function locationAt({ repo, revision, splits, files }: Place, config: string, role: keyof Splits) {
  const split = splits[role];
  if (split === undefined) return undefined;
  const at = { repo, revision: revisionOf({ revision }), config, split };
  const filled = (path: string) => path.replaceAll('{config}', config).replaceAll('{split}', split);
  if (!files) return at;
  const lookup = files.lookup === undefined ? {} : { lookup: filled(files.lookup) };
  return { ...at, files: files.paths.map(filled), ...lookup };
}
