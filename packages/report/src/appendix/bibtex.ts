import type { Reference, Results } from '@stopover/study';
import { stateOf } from './references.ts';

/** The data sets of a study and its models as BibTeX; keys depend on names alone, so that a paper can keep citing them. */
export function referencesBib({ references, study }: Results): string {
  const taken = new Set<string>();
  const data = [...new Map(references.map((one) => [`${one.repo} ${one.paper}`, one])).values()].map((one) =>
    entry(keyOf(one.task, taken), dataFields(one, study.source)),
  );
  const models = study.models.map((model) =>
    entry(keyOf(`model-${model}`, taken), [
      ['key', escapeBib(model)],
      ['title', `{${escapeBib(model)}}`],
      ['note', 'Pretrained model'],
    ]),
  );
  return [...data, ...models].join('\n');
}

type Field = readonly [name: string, value: string];

function dataFields(reference: Reference, source: string): Field[] {
  const { task, citation, paper, repo, license, rows } = reference;
  const { author, year, rest } = partsOf(citation);
  const state = stateOf(reference, source);
  const part = rows === undefined ? '' : ` (${rows})`;
  return [
    author === null ? (['key', escapeBib(task)] as const) : (['author', authorsOf(author)] as const),
    ['title', `{${escapeBib(rest?.title ?? repo)}}`],
    ...(year === null ? [] : [['year', year] as const]),
    ...(rest && rest.venue !== '' ? [['howpublished', escapeBib(rest.venue)] as const] : []),
    ...(paper.startsWith('https://') ? [['url', paper.replaceAll(/[{}\\\s]/g, encodeURIComponent)] as const] : []),
    ['note', escapeBib(`Data: ${repo}${part}, ${state}; licence: ${license}`)],
  ];
}

/** Authors, year, title and venue of `Authors (year). Title. Venue.`; the whole as a title where it has another form. */
function partsOf(citation: string | null): {
  readonly author: string | null;
  readonly year: string | null;
  readonly rest: { readonly title: string; readonly venue: string } | null;
} {
  if (citation === null) return { author: null, year: null, rest: null };
  const found = /^(.+?) \((\d{4})[a-z]?\)\.\s+(.+?[.?!])(?:\s+(.+?))?\.?$/s.exec(citation);
  const [, author, year, title, venue = ''] = found ?? [];
  if (author === undefined || year === undefined || title === undefined)
    return { author: null, year: null, rest: { title: citation, venue: '' } };
  return { author, year, rest: { title: title.replace(/\.$/, ''), venue } };
}

/** `A, B, C et al.` as `A and B and C and others`: the tasks cite family names. */
const authorsOf = (authors: string): string =>
  authors
    .replace(/,? et al\.?$/, ', others')
    .split(/, | & | and /)
    .map((name) => (name === 'others' ? name : `{${escapeBib(name.trim())}}`))
    .join(' and ');

function keyOf(name: string, taken: Set<string>): string {
  const plain =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'entry';
  let key = plain;
  for (let i = 2; taken.has(key); i++) key = `${plain}-${i}`;
  taken.add(key);
  return key;
}

const entry = (key: string, fields: readonly Field[]): string =>
  `@misc{${key},\n${fields.map(([name, value]) => `  ${name} = {${value}},\n`).join('')}}\n`;

const signs: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
};

/** Text with the signs that TeX would obey made harmless; braces stay balanced. */
const escapeBib = (text: string): string =>
  text.replace(/[\\{}~^<>|]|[&%$#_]/g, (sign) => signs[sign] ?? `\\${sign}`).replace(/\s+/g, ' ');
