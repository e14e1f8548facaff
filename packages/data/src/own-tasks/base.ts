// What own tasks of all kinds have in common, and where their rows are.
import type { Kind, Splits, TableRef, TaskDescription } from '@stopover/core';
import type { z } from 'zod';
import type { commonFields } from './fields.ts';
import { candidatePlace } from './retrieval-place.ts';

/** Something wrong in a declaration, at a field. */
export interface OwnFault {
  readonly path: string[];
  readonly message: string;
}

/** Everything of a task that no kind changes. */
export type OwnBase = Pick<
  TaskDescription<Kind>,
  'name' | 'role' | 'about' | 'source' | 'languages' | 'trainingTasks' | 'sharesWith' | 'parallel' | 'uniqueIds'
>;

/** The fields of all kinds, as they were read. */
export type CommonFields = z.output<z.ZodObject<typeof commonFields>>;

/** What a declaration has beside them that matters here. */
export interface OwnFields extends CommonFields {
  readonly kind: Kind;
  readonly columns: object;
  readonly candidates?: string | { readonly config: string; readonly split: string } | undefined;
}

type Role = keyof Splits;
const roles = ['train', 'validation', 'test'] as const satisfies readonly Role[];

/** A file of a declaration. */
export interface OwnFile {
  readonly role: Role | 'candidates';
  /** BCP 47; `mul` for candidates. */
  readonly language: string;
  /** As the study file says it, with the language filled in. */
  readonly path: string;
  /** Where in the declaration it stands. */
  readonly at: readonly string[];
}

/** The languages of a declaration (BCP 47): those that it lists, or that its splits name; English where none is named. */
export function tagsOf({ languages, splits }: CommonFields): readonly string[] {
  if (Array.isArray(languages)) return languages;
  if (languages !== undefined) return Object.keys(languages);
  const named = roles.flatMap((role) => (typeof splits[role] === 'object' ? Object.keys(splits[role]) : []));
  return named.length > 0 ? [...new Set(named)] : ['en'];
}

const calledIn = ({ languages }: CommonFields, tag: string): string =>
  (Array.isArray(languages) ? undefined : languages?.[tag]) ?? tag;

/** What a split is called in one language: a file, or a split of the hub; undefined where the language has none. */
function splitOf(own: CommonFields, role: Role, tag: string): string | undefined {
  const given = own.splits[role];
  const name = typeof given === 'object' ? given[tag] : given;
  return name?.replaceAll('{language}', calledIn(own, tag));
}

/** The files of a declaration; none of one whose rows are on the hub. */
export function filesOf(own: OwnFields): readonly OwnFile[] {
  if (own.hub !== undefined) return [];
  const { candidates } = own;
  const files = roles.flatMap((role) =>
    tagsOf(own).flatMap((language): readonly OwnFile[] => {
      const path = splitOf(own, role, language);
      const at = ['splits', role, ...(typeof own.splits[role] === 'object' ? [language] : [])];
      return path === undefined ? [] : [{ role, language, path, at }];
    }),
  );
  if (typeof candidates !== 'string' || candidates === 'every-language') return files;
  return [...files, { role: 'candidates', language: 'mul', path: candidates, at: ['candidates'] }];
}

/** What a person does where a file of a declaration is not there. */
const get = 'Put the files where the study file says.';

function tableOf(name: string, own: OwnFields, config: string, split: string): TableRef | undefined {
  const { hub, candidates } = own;
  if (split === candidatePlace.split) {
    if (typeof candidates === 'string') return { config, split, files: { paths: [candidates], get }, own: name };
    // As it is called on the hub: neither a role of `splits` nor one of `languages`, which may have the same name.
    if (candidates !== undefined) return { ...candidates, own: name };
  }
  const role = roles.find((one) => one === split);
  if (!role) return { config, split, own: name };
  const called = splitOf(own, role, config);
  if (called === undefined) return undefined;
  if (hub !== undefined) return { config: calledIn(own, config), split: called, own: name };
  return { config, split, files: { paths: [called], get }, own: name };
}

/** The parts of a task that no kind changes. A split is called by its role, a configuration by its language. */
export function baseOf(name: string, own: OwnFields): OwnBase {
  const { splits, hub, revision, training, parallel, sharesWith, summary, paper = '', citation, license } = own;
  const there = roles.filter((role) => splits[role] !== undefined);
  const tags = tagsOf(own);
  const unverified =
    hub === undefined ? 'files of a study: their bytes are in the keys' : 'the study file names no commit';
  const trainingTasks = training ?? (trainsItself(own) ? { default: [name] } : undefined);
  return {
    name,
    role: own.role ?? (splits.test === undefined ? 'intermediate' : 'target'),
    about: { summary, paper, ...(citation !== undefined && { citation }), license },
    source: {
      repo: hub ?? `own-data/${name}`,
      revision: revision ?? { unverified },
      splits: Object.fromEntries(there.map((role) => [role, role])),
      tables: (config, split) => {
        const table = tableOf(name, own, config, split);
        return table ? [table] : [];
      },
    },
    languages: Object.fromEntries(tags.map((tag) => [tag, tag])),
    ...(trainingTasks && { trainingTasks }),
    ...(sharesWith && { sharesWith }),
    parallel,
    uniqueIds: 'id' in own.columns && own.columns.id !== undefined,
  };
}

/** Whether a target is trained on its own English rows where it names no other training. */
export const trainsItself = (own: OwnFields): boolean =>
  own.kind !== 'bitext' && tagsOf(own).includes('en') && splitOf(own, 'train', 'en') !== undefined;
