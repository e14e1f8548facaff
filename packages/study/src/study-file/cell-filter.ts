// A part of the grid, by the fields of its cells.
import { type Selection, selections } from '@stopover/core';
import { z } from 'zod';
import { languageKey, namedList } from './distinct.ts';

const named = z.string().min(1);
const names = z.union([named.transform((one) => [one]), namedList(named)]);
const whole = z.int().min(0);
const numbers = z.union([whole.transform((one) => [one]), namedList(whole)]);
const way = z.enum(selections);

const fields = {
  target: names.exactOptional(),
  arm: names.exactOptional(),
  intermediate: names.exactOptional(),
  language: names.exactOptional(),
  shots: numbers.exactOptional(),
  draw: numbers.exactOptional(),
  seed: numbers.exactOptional(),
  model: names.exactOptional(),
  training: names.exactOptional(),
  selection: z.union([way.transform((one) => [one]), namedList(way)]).exactOptional(),
};

/** Cells that have one of the named values in every field that is given. */
export const skipSchema = z
  .strictObject(fields)
  .refine((one) => Object.keys(one).length > 0, { message: 'would leave out the whole grid: name a field' });

/** Names of its fields. */
export const skipFields: readonly string[] = Object.keys(fields);

/** Those whose values are numbers. */
export const numberFields: readonly string[] = ['shots', 'draw', 'seed'];

/** A part of the grid. */
export type CellFilter = z.output<typeof skipSchema>;

/** What is known of a cell; of several cells what they have in common. */
export interface CellPlace {
  readonly target: string;
  readonly arm: string;
  readonly intermediate: string;
  readonly seed: number;
  readonly language?: string;
  readonly shots?: number;
  /** Which draw of the shots, from 1; 0 where there are none. */
  readonly draw?: number;
  readonly model?: string;
  readonly training?: string;
  readonly selection?: Selection;
}

/** Whether one of several filters names what is at a place: where it asks for what is not known there, it does not. */
export function isNamed(filters: readonly CellFilter[], place: CellPlace): boolean {
  const has = <T>(wanted: readonly T[] | undefined, value: T | undefined) =>
    wanted === undefined || (value !== undefined && wanted.includes(value));
  return filters.some(
    (one) =>
      has(one.target, place.target) &&
      has(one.arm, place.arm) &&
      has(one.intermediate, place.intermediate) &&
      has(one.language?.map(languageKey), place.language?.toLowerCase()) &&
      has(one.shots, place.shots) &&
      has(one.draw, place.draw) &&
      has(one.seed, place.seed) &&
      has(one.model, place.model) &&
      has(one.training, place.training) &&
      has(one.selection, place.selection),
  );
}
