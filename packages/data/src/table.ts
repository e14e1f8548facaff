import { z } from 'zod';

const text = z.string();
const key = z.string().regex(/^[0-9a-f]{64}$/);

const placeSchema = z.strictObject({
  ...{ repo: text, revision: text, config: text, split: text },
  files: z.array(text).readonly().exactOptional(),
  lookup: text.exactOptional(),
  only: z.strictObject({ column: text, start: text }).exactOptional(),
  each: text.exactOptional(),
  own: text.exactOptional(),
});

/** One table of a task's data: which rows, and what their bytes were when the plan was made. */
export const tableSchema = z.strictObject({
  task: text,
  role: z.enum(['train', 'validation', 'test', 'candidates']),
  /** BCP 47; `mul` where a table of candidates has several. */
  language: text,
  location: placeSchema.extend({ joined: z.array(placeSchema).readonly().exactOptional() }),
  /** SHA-256 of the bytes, hex. */
  fingerprint: text,
  /** Not these rows but what a translate stage made of them, in another language (BCP 47). */
  translation: z.strictObject({ stage: key, to: text }).optional(),
  /** At most so many of its rows are read, the first in an order of their ids; absent: all. */
  limit: z.int().positive().exactOptional(),
});

/** A table whose language the type system knows. */
export interface Table<L extends string = string> extends z.infer<typeof tableSchema> {
  readonly language: L;
}

/** The language that a table's rows are in, as they were read or as they were translated. */
export const languageIn = ({ language, translation }: Table): string => translation?.to ?? language;
