// What of rows and text goes into keys: no path, and no name of a place.
import type { MaskedText, Table } from '@stopover/data';

/** What is in a table, wherever it lies. */
export const content = ({ task, role, language, fingerprint, translation, limit }: Table) => ({
  task,
  role,
  language,
  fingerprint,
  translation,
  // What is not there is not named, so that keys of whole tables are what they were.
  ...(limit !== undefined && { limit }),
});

/** The same of text. */
export const textOf = ({ text, ...how }: MaskedText) => ({ ...how, text: text.map(({ fingerprint }) => fingerprint) });
