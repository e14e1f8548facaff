import { z } from 'zod';

const text = z.string();
const key = z.string().regex(/^[0-9a-f]{64}$/);

/** Text for masked-language modelling that a training reads, alone or beside its tasks. */
export const maskedTextSchema = z.strictObject({
  /** Of all steps; 1 where there is no task beside the text. */
  share: z.number().gt(0).max(1),
  /** Of a parallel text's sentences that stand beside a translation. */
  pairs: z.number().min(0).max(1),
  /** BCP 47, or a parallel text's columns; null: all that there are. */
  languages: z.array(text).nullable(),
  maxExamples: z.int().positive().nullable(),
  /** `path` is of this machine and in no key, null for a text that comes with a package; `fingerprint` is the SHA-256 of the bytes. */
  text: z.array(z.strictObject({ name: text, path: text.nullable(), fingerprint: key })).min(1),
});
export type MaskedText = z.infer<typeof maskedTextSchema>;
