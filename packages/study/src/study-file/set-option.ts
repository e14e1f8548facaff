// `--set recipe.all.maxLength=128`: a field of a study file, from the command line.
import { messageOf, RequestError } from '@stopover/core';
import { parseDocument } from 'yaml';

/** A field that the command line gives a value. */
export interface FieldChange {
  /** As the option was given: `recipe.all.maxLength=128`. */
  readonly text: string;
  /** How an error names the place: `--set recipe.all.maxLength`. */
  readonly where: string;
  readonly path: readonly [PropertyKey, ...PropertyKey[]];
  readonly value: unknown;
}

const step = /(?:^|\.)(?:"([^"]*)"|([^.[\]"=]+))|\[(\d{1,6})\]/y;

/** What one text of the option says. @throws RequestError where it is no path with a value in YAML. */
export function fieldChange(text: string): FieldChange {
  const path: PropertyKey[] = [];
  step.lastIndex = 0;
  let end = 0;
  for (let found = step.exec(text); found; found = step.exec(text)) {
    const [, quoted, plain, place] = found;
    const name = quoted ?? plain?.trim() ?? '';
    // `targets.0` is `targets[0]`: no field of a study file is called by a number.
    path.push(place !== undefined || /^\d{1,6}$/.test(name) ? Number(place ?? name) : name);
    end = step.lastIndex;
  }
  const [first, ...others] = path;
  if (first === undefined || text[end] !== '=' || path.includes('')) {
    const remedy = 'Write it like `--set recipe.all.maxLength=128` or `--set targets[0].split=validation`.';
    throw new RequestError({ where: `--set ${text}`, what: 'this is no field with a value', remedy });
  }
  const where = `--set ${text.slice(0, end)}`;
  if (path.includes('__proto__'))
    throw new RequestError({ where, what: '"__proto__" cannot be a name', remedy: 'Take another name.' });
  return { text, where, path: [first, ...others], value: valueIn(text.slice(end + 1), where) };
}

function valueIn(yaml: string, where: string): unknown {
  const document = parseDocument(yaml);
  const [error] = [...document.errors, ...document.warnings];
  const refused = (why: string) => {
    const what = `${JSON.stringify(yaml)} is not YAML (${why.split('\n')[0]?.replace(/ at line \d+.*$/, '')})`;
    return new RequestError({ where, what, remedy: 'Write the value as in a study file; the shell may need quotes.' });
  };
  if (error) throw refused(error.message);
  try {
    return document.toJS();
  } catch (cause) {
    throw refused(messageOf(cause));
  }
}
