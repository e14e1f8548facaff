// Where in a study file something is wrong, in words: the file, the line, the field, the next step.

import type { Problem } from '@stopover/core';
import { nearest } from '@stopover/registry';
import { type Document, isCollection, isMap, isNode, isScalar, type LineCounter } from 'yaml';
import type { z } from 'zod';
import { nameMeant } from './other-words.ts';
import type { FieldChange } from './set-option.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** `targets[1].training`. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text ? `${text}.${String(step)}` : String(step);
  }, '');

/** Names places of one parsed file. */
export class Places {
  readonly #file: string;
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #changes: readonly FieldChange[];

  /** `changes`: fields whose value is not the file's. */
  constructor(file: string, document: Document, lines: LineCounter, changes: readonly FieldChange[] = []) {
    this.#file = file;
    this.#document = document;
    this.#lines = lines;
    this.#changes = changes;
  }

  /**
   * `study.yaml, line 5, targets[1]`; the line of the nearest place that is written when the field itself is not. What the
   * command line has set is named by that: `--set recipe.all.maxLength`; what it has set a part of by both.
   */
  readonly where = (...path: PropertyKey[]): string => {
    const set = this.#changes.findLast((one) => leads(one.path, path));
    if (set) return [set.where, set.path.length < path.length && pathText(path)].filter(Boolean).join(', ');
    const line = this.#lineOf(path);
    const written = [this.#file, line && `line ${line}`, pathText(path)].filter(Boolean).join(', ');
    const isWritten = this.#offset(path) !== undefined;
    const changed = this.#changed(path);
    // Of a field that has changed in part the file says a part, and the option the other.
    if (changed !== undefined) return isWritten ? `${changed} (${written})` : changed;
    // A field that is missing beside one that was set: the file has nothing of either.
    const beside = this.#changes.find((one) => path.length > 1 && one.path[0] === path[0]);
    if (beside && line === undefined) return `${beside.where}, ${pathText(path)}`;
    const around = isWritten ? undefined : this.#changed(path.slice(0, -1));
    return around === undefined ? written : `${around} (${written})`;
  };

  /** The options that have changed something below a place. */
  #changed(path: Path): string | undefined {
    const options = this.#changes.filter((one) => path.length > 0 && leads(path, one.path)).map(({ where }) => where);
    return options.length === 0 ? undefined : [...new Set(options)].join(' and ');
  }

  #lineOf(path: Path): number | undefined {
    for (let depth = path.length; depth > 0; depth--) {
      const offset = this.#offset(path.slice(0, depth));
      if (offset !== undefined) return this.#lines.linePos(offset).line;
    }
    return undefined;
  }

  #offset(path: Path): number | undefined {
    const parent: unknown = path.length === 1 ? this.#document.contents : this.#document.getIn(path.slice(0, -1), true);
    const step = path.at(-1);
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => (isScalar(key) ? key.value : key) === step);
      return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
    }
    const node: unknown = isCollection(parent) ? parent.get(step, true) : undefined;
    return isNode(node) ? node.range?.[0] : undefined;
  }
}

/** Whether a path is another one's beginning, or all of it. */
const leads = (first: Path, whole: Path): boolean =>
  first.length <= whole.length && first.every((step, i) => step === whole[i]);

/** What issues are about: where each stands, the value that was written, the names that may stand at a path. */
export interface Written {
  readonly where: (...path: PropertyKey[]) => string;
  readonly raw: unknown;
  readonly knownFields: (path: Path) => readonly string[];
  /** Where else there is a field of a name, or of one that is near it. */
  readonly elsewhere?: (name: string) => string | undefined;
}

/** Issues with whole paths, and of each union those of the way that the value looks like. */
export const plainIssues = (issues: readonly Issue[]): readonly Issue[] =>
  issues.flatMap((issue) => flatten(issue, []));

/** Everything that is wrong with written fields, in the order in which they were looked at. */
export function problemsOf(issues: readonly Issue[], written: Written): [Problem, ...Problem[]] {
  const found = plainIssues(issues).flatMap((issue) => describe(issue, written));
  // A misspelt field is also a missing one: the word that was written says both.
  const meant = found.flatMap(({ instead }) => (instead === undefined ? [] : [instead]));
  const told = found.filter(({ missing, path }) => !(missing && meant.includes(pathText(path))));
  const [first, ...others] = told.map(({ path, what, remedy }) => ({ where: written.where(...path), what, remedy }));
  return [
    first ?? { where: written.where(), what: 'the fields do not fit', remedy: 'See docs for the fields.' },
    ...others,
  ];
}

/** A value that may be written in two ways is judged by the way that it looks like. */
function flatten(issue: Issue, base: Path): Issue[] {
  const path = [...base, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ ...issue, path }];
  const ways = issue.errors.map((branch) => branch.flatMap((inner) => flatten(inner, [])));
  const [closest = []] = [...ways].sort((a, b) => misfit(a) - misfit(b));
  return closest.map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
}

/** How little a value looks like a way of writing it: another type, another word, or fields that are not there. */
function misfit(way: readonly Issue[]): number {
  const whole = way.filter((inner) => inner.path.length === 0);
  if (whole.some(({ code }) => code === 'invalid_type')) return 200;
  if (whole.some(({ code }) => code === 'invalid_value')) return 100;
  return whole.reduce((sum, one) => sum + (one.code === 'unrecognized_keys' ? one.keys.length : 0), 0);
}

interface Description {
  readonly path: Path;
  readonly what: string;
  readonly remedy: string;
  readonly missing?: boolean;
  /** The field that was meant by a misspelt one. */
  readonly instead?: string;
}

function describe(issue: Issue, written: Written): Description[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => strange(path, name, written));
  const value = valueAt(written.raw, path);
  if (value === undefined)
    return [{ path, what: 'the field is missing', remedy: `Add \`${pathText(path)}:\`.`, missing: true }];
  if (issue.code === 'invalid_value') {
    const near = typeof value === 'string' ? nearest(value, issue.values.map(String)) : undefined;
    const remedy = `${near ? `Did you mean "${near}"? ` : ''}Known: ${issue.values.map(String).join(', ')}.`;
    return [{ path, what: `${JSON.stringify(value)} is not known here`, remedy }];
  }
  if (issue.code === 'custom' && typeof issue.params?.['first'] === 'number') {
    const first = written.where(...path.slice(0, -1), issue.params['first']);
    const what = `${nameOf(value)} is named twice, here and at ${first}`;
    return [{ path, what, remedy: 'Name it once.' }];
  }
  if (issue.code === 'custom' || issue.code === 'invalid_format')
    return [{ path, what: `${JSON.stringify(value)} ${issue.message}`, remedy: 'Change or remove it.' }];
  const what = `${JSON.stringify(value)} does not fit: ${boundOf(issue) ?? issue.message.replace(/^Invalid input: /, '')}`;
  return [{ path, what, remedy: 'Change the value.' }];
}

function strange(path: Path, name: string, { knownFields, elsewhere }: Written): Description {
  const known = knownFields(path);
  const near = nameMeant(name, known) ?? nearest(name, known);
  const other = near === undefined ? elsewhere?.(name) : near;
  const remedy = `${other ? `Did you mean "${other}"? ` : ''}Known here: ${known.join(', ')}.`;
  const what = `there is no field "${name}"`;
  return { path: [...path, name], what, remedy, ...(near !== undefined && { instead: pathText([...path, near]) }) };
}

/** What an object is called that may also be written as a name alone. */
function nameOf(value: unknown): string {
  const name = valueAt(value, ['name']) ?? valueAt(value, ['task']) ?? value;
  return JSON.stringify(name);
}

/** A bound in words. */
function boundOf(issue: Issue): string | undefined {
  if (issue.code === 'too_big' && issue.origin !== 'array')
    return `it must be ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`;
  if (issue.code === 'too_small' && issue.origin !== 'array')
    return `it must be ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`;
  return undefined;
}

/** The value at a path of a parsed file. */
export function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    raw,
  );
}
