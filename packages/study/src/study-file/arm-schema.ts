// How a study file composes an arm of its own: the words of arms.md as YAML.
import { dataWords, selections } from '@stopover/core';
import { z } from 'zod';
import { namedList, slug } from './distinct.ts';

const named = z.string().min(1);
const word = z.enum(dataWords);

const pathDataSchema = z.union([
  word,
  z
    .strictObject({
      data: word,
      from: namedList(named).optional(),
      into: z.union([z.literal('every'), namedList(named)]).optional(),
    })
    .refine(({ data, from, into }) => data === 'translated' || (from === undefined && into === undefined), {
      message: 'only `translated` has `from` and `into`',
    }),
]);

const mixtureSchema = z
  .strictObject({
    mix: z.array(pathDataSchema).min(2, 'must mix at least two'),
    sampling: z.enum(['alternate', 'proportional']).optional(),
  })
  .check(({ value, issues }) => {
    const whole = value.mix.map((item) => (typeof item === 'string' ? item : item.data));
    whole.forEach((one, i) => {
      if (mixable.has(one)) return;
      const message = `cannot be mixed: a mixture is of ${[...mixable].join(', ')}`;
      issues.push({ code: 'custom', input: one, path: ['mix', i], message });
    });
  });

/** What trains the target itself, so that several of it can share one head. */
const mixable = new Set<string>(['english', 'shots', 'in-language', 'translated', 'round-trip']);

/** The fields of one training of a path. */
const pathFields = ['data', 'from', 'into', 'mix', 'sampling'] as const;

const pathSchema = z.array(z.union([pathDataSchema, mixtureSchema])).min(1, 'must have at least one training');

/** Combinations of weights of one arm: each is a model that is evaluated on the development rows. */
const mostCandidates = 64;

const weight = z.number().min(-1e3).max(1e3);

/** Weights of an arm's models averaged: over the seeds of a study, so many in each mean. */
const averageSchema = z.strictObject({
  arm: named,
  over: z.literal('seeds'),
  size: z.int().min(2, 'must be at least 2').max(1e3),
  /** Its models are trained anew, from one head, so that heads can be averaged as well. */
  head: z.literal('shared').optional(),
});

/** A task that is added to the base model; of several weights one is chosen. */
const termSchema = z.strictObject({
  task: z.enum(dataWords),
  weight: z.union([weight, namedList(weight)]),
});

const termsSchema = z
  .array(termSchema)
  .min(1, 'must add a task')
  .refine((terms) => terms.reduce((n, { weight: one }) => n * [one].flat().length, 1) <= mostCandidates, {
    message: `asks for more than ${mostCandidates} combinations of weights`,
  });

const ownArmFields = z.strictObject({
  name: slug,
  path: pathSchema.optional(),
  average: averageSchema.optional(),
  add: termsSchema.optional(),
  withIntermediate: pathSchema.nullable().optional(),
  test: z.enum(['as-is', 'in-english']).optional(),
  against: named.optional(),
  select: z.enum(selections).optional(),
  line: named.optional(),
});

/** Names that may stand at a path within an arm. */
export function armFields(path: readonly PropertyKey[]): readonly string[] {
  if (path.includes('average')) return Object.keys(averageSchema.shape);
  if (path.includes('add')) return Object.keys(termSchema.shape);
  return path.length > 2 ? pathFields : Object.keys(ownArmFields.shape);
}

export const ownArmSchema = ownArmFields
  .refine(({ path, average, add }) => [path, average, add].filter((one) => one !== undefined).length === 1, {
    message: 'must have one of `path`, `average` and `add`',
  })
  .refine(({ path, withIntermediate }) => path !== undefined || withIntermediate === undefined, {
    path: ['withIntermediate'],
    message: 'is of an arm with a `path`',
  })
  .refine(({ average, test, select }) => !average || (test === undefined && select === undefined), {
    message: '`test` and `select` are those of the arm that is averaged',
  });

export type OwnArm = z.infer<typeof ownArmSchema>;
