// What every own task may say, of whatever kind: where its rows are, and what is known of them.
import { z } from 'zod';
import { isLanguageTag, tagFault } from '../language-names.ts';
import { column, skipRules, textColumns } from './cells.ts';

const named = z.string().min(1);

/** A language as a BCP 47 tag in its usual spelling. */
const tag = named.refine(isLanguageTag, { error: ({ input }) => tagFault(String(input)) });

/** One for all languages, or one for each. */
const split = z.union([named, z.record(tag, named)]);

/** The fields of tasks of every kind. */
export const commonFields = {
  role: z.enum(['intermediate', 'target']).optional(),
  /** Tags, or tag → what a path or a configuration of the hub calls it. */
  languages: z.union([z.array(tag).min(1), z.record(tag, named)]).optional(),
  /** Files, or splits of the hub; `{language}` in one stands for what the language is called. */
  splits: z.strictObject({ train: split.optional(), validation: split.optional(), test: split.optional() }),
  /** A data set of the hub: without it the splits are files. */
  hub: named.regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name').optional(),
  /** A commit of its Parquet branch. */
  revision: z
    .string()
    .regex(/^[0-9a-f]{40}$/, 'must be the 40 hex digits of a commit')
    .optional(),
  skip: skipRules,
  /** English training: lists of tasks by their names, the first is the default. */
  training: z.record(named, z.array(named).min(1)).optional(),
  parallel: z.boolean().default(false),
  sharesWith: z
    .array(z.strictObject({ task: named, split: z.enum(['train', 'validation', 'test']), what: named }))
    .optional(),
  summary: named.default('Rows of a study’s own.'),
  paper: z.url({ protocol: /^https$/ }).optional(),
  citation: named.optional(),
  license: named.default('not stated'),
};

/** Columns of an item beside its input and gold answer. */
export const itemColumns = { id: column.optional(), group: textColumns.optional() };
