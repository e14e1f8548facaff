import type { Clause } from './clause.ts';
import type { Language } from './language.ts';
import { say } from './render.ts';

/** Sentences as one text. */
export const paragraph = (language: Language, sentences: readonly string[]): string =>
  sentences.join(language.spaced ? ' ' : '');

/** Facts as one text. */
export const sayAll = (language: Language, clauses: readonly Clause[]): string =>
  paragraph(
    language,
    clauses.map((clause) => say(language, clause).text),
  );
