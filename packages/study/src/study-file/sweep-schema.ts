// What a study file may say of a hyperparameter sweep.
import { seedSchema } from '@stopover/training';
import { z } from 'zod';
import { namedList } from './distinct.ts';

/** What may be swept: each training has English development rows of its own to be chosen on. */
export const sweptRoles = ['intermediate', 'target'] as const;
export type SweptRole = (typeof sweptRoles)[number];

/** Candidates of a role, and trials of a random search: each is a training. */
export const mostCandidates = 100;

/** A range that `method: random` draws from. */
const rangeSchema = z.strictObject({
  min: z.number(),
  max: z.number(),
  scale: z.enum(['linear', 'log']).default('linear'),
});
export type SweptRange = z.infer<typeof rangeSchema>;

/** By a recipe's field: its values, or a range. */
const fieldsSchema = z.record(
  z.string(),
  z.union([z.array(z.unknown(), 'it must be a list of values, or a range with min and max'), rangeSchema]),
);
export type SweptFields = z.infer<typeof fieldsSchema>;

// Other roles are told apart from slips of the pen: they are known, and cannot be swept.
const overSchema = z.looseObject({ target: fieldsSchema.optional(), intermediate: fieldsSchema.optional() });

/** The field `sweep` of a study file; `sweepOf` says what of it cannot be meant. */
export const sweepSchema = z.strictObject({
  method: z.enum(['grid', 'random']).default('grid'),
  /** Candidates of a random search. */
  trials: z.int().min(2, 'must be at least 2').max(mostCandidates, `must be at most ${mostCandidates}`).optional(),
  /** Of the study's seeds those in which trials are made. */
  seeds: namedList(seedSchema).optional(),
  over: overSchema,
});
export type SweepFields = z.infer<typeof sweepSchema>;

/** Names that may stand at a path within `sweep`. */
export function sweepFields(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 1) return Object.keys(sweepSchema.shape);
  return path.length === 2 ? sweptRoles : Object.keys(rangeSchema.shape);
}
