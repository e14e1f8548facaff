// The recipes that a sweep tries: every combination of the listed values, or so many drawn at random.
import { RequestError } from '@stopover/core';
import { canonicalJson } from '@stopover/files';
import { random, seedFrom } from '@stopover/text';
import { type RecipeFields, recipeSchema } from '@stopover/training';
import { z } from 'zod';
import type { SweepFields, SweptFields, SweptRange, SweptRole } from './sweep-schema.ts';

/** Fields of a recipe that a training is tried with. */
export type Candidate = Readonly<RecipeFields>;

/** Hyperparameters that are chosen on English development rows. */
export interface Sweep {
  readonly method: SweepFields['method'];
  /** Of the study's seeds those in which trials are made. */
  readonly seeds: readonly number[];
  /** The recipes that are tried, in order: of equal scores the earlier one is chosen. */
  readonly candidates: Readonly<Partial<Record<SweptRole, readonly Candidate[]>>>;
}

const candidateSchema = z.custom<RecipeFields>((fields) => recipeSchema.safeParse(fields).success);

/** Draws that may give what was drawn before, for each that is wanted. */
const redraws = 1000;

/** How many combinations listed values have; infinitely many where one of them is a range. */
export const combinationsOf = (fields: SweptFields): number =>
  Object.values(fields).reduce((n, one) => n * (Array.isArray(one) ? one.length : Number.POSITIVE_INFINITY), 1);

/** Every combination: the values of the first field change slowest. Ranges have none. */
export function gridOf(fields: SweptFields): Candidate[] {
  const all = Object.entries(fields).reduce<readonly object[]>(
    (before, [field, values]) =>
      before.flatMap((one) => (Array.isArray(values) ? values.map((value) => ({ ...one, [field]: value })) : [])),
    [{}],
  );
  return all.map((one) => candidateSchema.parse(one));
}

/** So many combinations that differ, each field drawn by itself; the same for the same seed. @throws RequestError where there are not so many. */
export function drawnFrom(
  fields: SweptFields,
  { trials, seed, where }: { readonly trials: number; readonly seed: number; readonly where: string },
): Candidate[] {
  // The draws of one seed are no other draws of the study.
  const next = random(seedFrom(seed, 0x53776570));
  const drawn = new Map<string, Candidate>();
  for (let left = trials * redraws; left > 0 && drawn.size < trials; left--) {
    const one = Object.fromEntries(Object.entries(fields).map(([field, from]) => [field, draw(field, from, next())]));
    drawn.set(canonicalJson(one), candidateSchema.parse(one));
  }
  if (drawn.size === trials) return [...drawn.values()];
  const what = `the ranges and lists give ${drawn.size} different candidates, and ${trials} trials are asked for`;
  throw new RequestError({ where, what, remedy: 'Ask for fewer trials, or widen a range.' });
}

/** `at`: from 0 to 1. */
function draw(field: string, from: readonly unknown[] | SweptRange, at: number): unknown {
  return 'min' in from ? within(field, from, at) : from[Math.floor(at * from.length)];
}

/** Three digits are enough to be told apart, and can be written into a study file. */
function within(field: string, { min, max, scale }: SweptRange, at: number): number {
  if (isWhole(field)) {
    // Every whole number has a share of its own, the ends among them.
    const [low, high] = [min - 0.5, max + 0.5];
    const value = scale === 'log' ? low * (high / low) ** at : low + at * (high - low);
    return Math.min(max, Math.max(min, Math.round(value)));
  }
  const value = scale === 'log' ? min * (max / min) ** at : min + at * (max - min);
  return Math.min(max, Math.max(min, Number(value.toPrecision(3))));
}

/** Whether a field takes whole numbers alone. */
const isWhole = (field: string): boolean => {
  const schema = Object.entries(recipeSchema.shape).find(([name]) => name === field)?.[1];
  return schema?.safeParse(2).success === true && !schema.safeParse(2.5).success;
};
