import type { Problem } from '@stopover/core';
import { nearest } from '@stopover/registry';
import type { StudyFields } from './study-schema.ts';

/** Translated training data as the file asks for it. */
export interface InLanguages {
  /** BCP 47. */
  readonly to: readonly string[];
  /** Names of translators: the first that has the pair is used. */
  readonly with: readonly string[];
  /** Whether the English rows stay beside the translated ones. */
  readonly english: boolean;
}

/** A translator as the file configures it. */
export interface TranslatorChoice {
  readonly name: string;
  /** A plugin's translator, or `files`. */
  readonly use: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly where: string;
}

/** One name or several. */
export const listed = (names: string | readonly string[]): readonly string[] =>
  typeof names === 'string' ? [names] : names;

/** The translators that a file names, with their settings. */
export const translatorsOf = (
  fields: StudyFields['translators'],
  where: (...path: PropertyKey[]) => string,
): readonly TranslatorChoice[] =>
  Object.entries(fields).map(([name, { use, ...settings }]) => {
    return { name, use, settings, where: where('translators', name) };
  });

/** A name that nothing stands behind, and a translator that nobody asks for, are mistakes. */
export function translatorProblems(
  translators: readonly TranslatorChoice[],
  asked: readonly { readonly names: readonly string[]; readonly where: string }[],
): Problem[] {
  const known = translators.map(({ name }) => name);
  const strange = asked.flatMap(({ names, where }) =>
    names
      .filter((name) => !known.includes(name))
      .map((name) => {
        const near = nearest(name, known);
        const remedy = `${near ? `Did you mean "${near}"? ` : ''}Named under \`translators\`: ${known.join(', ') || 'none'}.`;
        return { where, what: `there is no translator "${name}"`, remedy };
      }),
  );
  const idle = translators.filter(({ name }) => !asked.some(({ names }) => names.includes(name)));
  const remedy = 'Name it under `translateWith` or in an intermediate, or remove it.';
  return [
    ...strange,
    ...idle.map(({ name, where }) => ({ where, what: `nothing uses the translator "${name}"`, remedy })),
  ];
}
