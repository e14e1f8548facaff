// Parts of the grid that the data or the translators cannot give, as lines for a person.
import type { Results } from '@stopover/study';
import { counted } from './quantities.ts';

type Part = Results['unavailable'][number];

const and = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/**
 * A line for each reason: arms that lack the same for it stand together, and languages that a data set never had, or whose
 * tables the source has not.
 */
export function notAvailable(parts: readonly Part[]): string[] {
  const arms = grouped(parts, ({ target, language, reason }) => [target, language, reason]);
  const same = arms.map(({ first, all }) => ({ ...first, arm: and.format(all.map(({ arm }) => arm)) }));
  const lines = grouped(same, (part) => [part.target, part.arm, ofMany(part) ?? [part.language, part.reason]]);
  return lines.map(({ first, all }) => {
    const { target, arm, reason } = first;
    const languages = all.map(({ language }) => (language === 'all' ? 'all languages' : language));
    const why = all.length > 1 ? `${ofMany(first) ?? reason} in these languages` : reason;
    return `Not available: ${target} in ${and.format(languages)}, ${arm}: ${why}.`;
  });
}

/** The first of several, and how many more there are: there may be one for each language. */
export function notAvailableInShort(parts: readonly Part[]): string {
  const [first = ''] = notAvailable(parts.slice(0, 1));
  const more = parts.length - 1;
  return more > 0 ? `${first} And ${counted(more, 'other part')} of the grid: the report names all.` : first;
}

/** A reason without what is each language's own: its name, or that of its configuration. */
function ofMany({ target, language, reason }: Part): string | undefined {
  if (reason === `${target} has no data in ${language}`) return `${target} has no data`;
  const [, lacks, split] = /^(.* has no \S+), configuration \S+, (split \S+)$/.exec(reason) ?? [];
  return lacks === undefined ? undefined : `${lacks}, ${split},`;
}

/** Items with the same key together, in the order of their first. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => unknown): { readonly first: T; readonly all: T[] }[] {
  const groups = new Map<string, { readonly first: T; readonly all: T[] }>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = groups.get(key);
    if (group) group.all.push(item);
    else groups.set(key, { first: item, all: [item] });
  }
  return [...groups.values()];
}
