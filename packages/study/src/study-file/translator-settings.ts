import { messageOf, RequestError } from '@stopover/core';
import { z } from 'zod';
import type { Study } from './study.ts';
import { StudyError } from './study-error.ts';
import { problemsOf } from './study-problem.ts';
import type { TranslatorChoice } from './study-translators.ts';

type Issue = z.core.$ZodIssue;

/** What each sort of issue has beside its path and message: a plugin may bring another copy of zod. */
const listsOf = new Map([
  ['unrecognized_keys', 'keys'],
  ['invalid_value', 'values'],
  ['invalid_union', 'errors'],
]);

const isIssue = (value: unknown): value is Issue => {
  if (typeof value !== 'object' || value === null || !('code' in value && 'path' in value && 'message' in value))
    return false;
  const list = listsOf.get(String(value.code));
  const whole = list === undefined || Array.isArray(Reflect.get(value, list));
  return whole && Array.isArray(value.path) && typeof value.message === 'string';
};

const thrownSchema = z.object({ issues: z.array(z.custom<Issue>(isIssue)).min(1) });

/**
 * What is wrong with a translator's settings as an error that names their place; what a schema throws in words.
 * `fields` are the names of its settings.
 */
export function settingsError(
  { name, where, settings }: TranslatorChoice,
  fields: readonly string[],
  { study, error }: { readonly study: Pick<Study, 'where'>; readonly error: unknown },
): RequestError {
  if (error instanceof RequestError) return atPlace(where, error);
  const thrown = thrownSchema.safeParse(error);
  if (!thrown.success)
    return new RequestError({ where, what: messageOf(error), remedy: 'Correct the translator.' }, { cause: error });
  const known = ['use', ...fields];
  const problems = problemsOf(thrown.data.issues, {
    where: (...path) => study.where('translators', name, ...path),
    raw: settings,
    knownFields: (path) => (path.length === 0 ? known : []),
  });
  return new StudyError(problems);
}

/** A request that a translator refused, with the place of the study file that made it. */
export const atPlace = (where: string, error: RequestError): RequestError =>
  new RequestError({ ...error.problem, where: `${where}: ${error.problem.where}` }, { cause: error });
