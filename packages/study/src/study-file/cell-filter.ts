// A part of the grid, by the fields of its cells.
import { z } from 'zod';
import { languageKey, namedList } from './distinct.ts';

const named = z.string().min(1);
const names = z.union([named.transform((one) => [one]), namedList(named)]);
const whole = z.int().min(0);
const numbers = z.union([whole.transform((one) => [one]), namedList(whole)]);

const fields = {
  target: names.exactOptional(),
  arm: names.exactOptional(),
  intermediate: names.exactOptional(),
  language: names.exactOptional(),
  shots: numbers.exactOptional(),
  seed: numbers.exactOptional(),
};

/** Cells that have one of the named values in every field that is given. */
export const skipSchema = z
  .strictObject(fields)
  .refine((one) => Object.keys(one).length > 0, { message: 'would leave out the whole grid: name a field' });

/** Names of its fields. */
export const skipFields: readonly string[] = Object.keys(fields);

/** A part of the grid that is left out. */
export type CellFilter = z.output<typeof skipSchema>;

/** What is known of a cell; of several cells what they have in common. */
export interface CellPlace {
  readonly target: string;
  readonly arm: string;
  readonly intermediate: string;
  readonly seed: number;
  readonly language?: string;
  readonly shots?: number;
}

/** Whether a filter leaves out what is at a place: where it asks for what is not known there, it does not. */
export function isSkipped(filters: readonly CellFilter[], place: CellPlace): boolean {
  const has = <T>(wanted: readonly T[] | undefined, value: T | undefined) =>
    wanted === undefined || (value !== undefined && wanted.includes(value));
  return filters.some(
    ({ target, arm, intermediate, language, shots, seed }) =>
      has(target, place.target) &&
      has(arm, place.arm) &&
      has(intermediate, place.intermediate) &&
      has(language?.map(languageKey), place.language?.toLowerCase()) &&
      has(shots, place.shots) &&
      has(seed, place.seed),
  );
}
