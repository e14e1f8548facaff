// `--only target=xnli,language=sw|tr,seed=1`: a part of the grid in the words of the study field `skip`.
import { type Problem, RequestError } from '@stopover/core';
import { nearest } from '@stopover/registry';
import { type CellFilter, numberFields, skipFields, skipSchema } from './cell-filter.ts';
import { Findings } from './study-error.ts';

/**
 * What the texts of the option name: cells that have, in every field of one text, one of its values.
 * @throws StudyError naming the option, what is wrong in it, and the nearest known field.
 */
export function parseOnly(texts: readonly string[]): CellFilter[] {
  const findings = new Findings();
  const filters = texts.flatMap((text) => findings.attempt(() => filterOf(text)) ?? []);
  findings.end();
  return filters;
}

function filterOf(text: string): CellFilter {
  const values = new Map<string, (string | number)[]>();
  let field: string | undefined;
  for (const part of text.split(',').map((one) => one.trim())) {
    const at = part.indexOf('=');
    if (at !== -1) field = part.slice(0, at).trim();
    if (field === undefined) throw wrong(text, `"${part}" names no field`);
    if (!skipFields.includes(field)) throw new RequestError(unknownField(text, field));
    const own = values.get(field) ?? [];
    values.set(field, own);
    for (const value of part.slice(at + 1).split('|')) own.push(valueIn(text, field, value.trim()));
  }
  const raw = Object.fromEntries([...values].map(([name, own]) => [name, [...new Set(own)]]));
  const read = skipSchema.safeParse(raw);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw wrong(text, `${String(issue?.path[0] ?? '')}: ${issue?.message ?? 'it does not fit'}`);
}

function valueIn(text: string, field: string, value: string): string | number {
  if (value === '') throw wrong(text, `"${field}" has no value`);
  if (!numberFields.includes(field)) return value;
  if (/^\d{1,10}$/.test(value)) return Number(value);
  throw wrong(text, `${field} "${value}" is not a whole number`);
}

const wrong = (text: string, what: string): RequestError =>
  new RequestError({
    where: `--only ${text}`,
    what,
    remedy: 'Write it like `--only target=xnli,language=sw,seed=1`; several values as `seed=1,2`.',
  });

function unknownField(text: string, field: string): Problem {
  const near = nearest(field, skipFields);
  const remedy = `${near ? `Did you mean "${near}"? ` : ''}Known: ${skipFields.join(', ')}.`;
  return { where: `--only ${text}`, what: `cells have no "${field}"`, remedy };
}

/** A filter as the option takes it. */
export const filterText = (filter: CellFilter): string =>
  Object.entries(filter)
    .map(([field, values]) => `${field}=${values.join('|')}`)
    .join(',');

const or = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** Filters as a person would say them: `target xnli, seed 1 or 2; target xcopa`. */
export const filtersInWords = (filters: readonly CellFilter[]): string =>
  filters
    .map((filter) =>
      Object.entries(filter)
        .map(([field, values]) => `${field} ${or.format(values.map(String))}`)
        .join(', '),
    )
    .join('; ');
