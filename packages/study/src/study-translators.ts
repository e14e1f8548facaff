import { nearest, RequestError } from '@stopover/core';
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

/** A name that nothing stands behind, and a translator that nobody asks for, are mistakes. @throws RequestError naming the place. */
export function checkTranslators(
  translators: readonly TranslatorChoice[],
  asked: readonly { readonly names: readonly string[]; readonly where: string }[],
): void {
  const known = translators.map(({ name }) => name);
  for (const { names, where } of asked) {
    const strange = names.find((name) => !known.includes(name));
    if (strange === undefined) continue;
    const near = nearest(strange, known);
    const remedy = `${near ? `Did you mean "${near}"? ` : ''}Named under \`translators\`: ${known.join(', ') || 'none'}.`;
    throw new RequestError({ where, what: `there is no translator "${strange}"`, remedy });
  }
  const idle = translators.find(({ name }) => !asked.some(({ names }) => names.includes(name)));
  if (!idle) return;
  const remedy = 'Name it under `translateWith` or in an intermediate, or remove it.';
  throw new RequestError({ where: idle.where, what: `nothing uses the translator "${idle.name}"`, remedy });
}
