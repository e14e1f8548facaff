import type { AnyTask } from '@stopover/core';
import { contentKey } from '@stopover/files';
import { z } from 'zod';
import { baseOf, filesOf, type OwnFile } from './base.ts';
import { checkOwn } from './check-own.ts';
import { choiceSchema, choiceTask } from './choice.ts';
import { classificationSchema, classificationTask } from './classification.ts';
import { commonFields } from './fields.ts';
import { bitextSchema, bitextTask, rankingSchema, rankingTask } from './retrieval.ts';
import { spanSchema, spanTask } from './span.ts';
import { taggingSchema, taggingTask } from './tagging.ts';

const schemas = [classificationSchema, choiceSchema, spanSchema, taggingSchema, bitextSchema, rankingSchema] as const;

/** A task as a study file defines it: what a plugin says in code, as data. */
export const ownTaskSchema = z.discriminatedUnion('kind', schemas).check(({ value, issues }) => {
  for (const { path, message } of checkOwn(value)) issues.push({ code: 'custom', input: value, path, message });
});
export type OwnTask = z.infer<typeof ownTaskSchema>;

/** The task that a declaration means. */
export function ownTask(name: string, own: OwnTask): AnyTask {
  const base = baseOf(name, own);
  switch (own.kind) {
    case 'classification':
      return classificationTask(base, own);
    case 'choice':
      return choiceTask(base, own);
    case 'span':
      return spanTask(base, own);
    case 'tagging':
      return taggingTask(base, own);
    case 'bitext':
      return bitextTask(base, own);
    case 'ranking':
      return rankingTask(base, own);
  }
}

/** Files that a declaration names. */
export const ownFilesOf = (own: OwnTask): readonly OwnFile[] => filesOf(own);

/** Names of the fields that may stand at a path of a declaration: for "did you mean". */
export function ownTaskFields(kind: unknown, path: readonly PropertyKey[]): readonly string[] {
  const schema = schemas.find(({ shape }) => shape.kind.value === kind) ?? classificationSchema;
  const [field] = path;
  if (field === undefined) return Object.keys(schema.shape);
  if (field === 'columns') return Object.keys(schema.shape.columns.shape);
  if (field === 'splits') return Object.keys(schema.shape.splits.shape);
  return field === 'skip' ? ['column', 'is', 'why'] : field === 'sharesWith' ? ['task', 'split', 'what'] : [];
}

/** How cells are read: another number where the same declaration reads a row otherwise than before. */
const cellRules = 3;

/**
 * A hash of how rows become examples: part of the fingerprint of the task's tables, and so of the keys of what is made of
 * them. Where the files lie, what they are called and what is said of them is not.
 */
export const readingOf = (own: OwnTask): string =>
  contentKey({ cellRules, ...Object.fromEntries(Object.entries(own).filter(([field]) => !beside.has(field))) });

/** Fields that change no example. */
const beside: ReadonlySet<string> = new Set(
  ['metrics', 'alike', 'candidates', ...Object.keys(commonFields)].filter((field) => field !== 'skip'),
);
