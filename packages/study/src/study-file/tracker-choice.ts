// Which trackers a study's trainings are shown to: in the study file, or by an option over it.
import type { TrackerPlace } from '@stopover/core';
import { z } from 'zod';
import { namedList } from './distinct.ts';

const named = z.string().min(1);
/** A tracker with what it is told. */
const settled = z.looseObject({ name: named, folder: named.optional() });
const one = z.union([named, settled]);

const nameOf = (item: z.infer<typeof one>): string => (typeof item === 'string' ? item : item.name);

/** The field of a study file. */
export const trackerSchema = z.union([one, namedList(one, nameOf)]);

/** What switches trackers off that a study file names. */
const noTracker = 'none';

/** A tracker as a study file or an option asks for it. */
export interface TrackerChoice {
  readonly name: string;
  /** Where it writes, as the file says it; null: below the store. */
  readonly folder: string | null;
  readonly settings: TrackerPlace['settings'];
  readonly where: string;
}

/** The trackers that a field names. */
export const trackersOf = (
  field: z.infer<typeof trackerSchema> | undefined,
  where: (...path: PropertyKey[]) => string,
): readonly TrackerChoice[] => {
  const items = field === undefined ? [] : [field].flat();
  return items
    .map((item, i) => {
      const { name, folder = null, ...settings } = typeof item === 'string' ? { name: item } : item;
      return { name, folder, settings, where: where('tracker', ...(Array.isArray(field) ? [i] : [])) };
    })
    .filter(({ name }) => name !== noTracker);
};

/** The trackers that an option names, each with what the study file says to it. */
export const trackersNamed = (
  names: readonly string[],
  inStudy: readonly TrackerChoice[],
  where: string,
): readonly TrackerChoice[] =>
  names
    .filter((name) => name !== noTracker)
    .map((name) => inStudy.find((choice) => choice.name === name) ?? { name, folder: null, settings: {}, where });
