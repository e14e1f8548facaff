// Where in a study file something is wrong, in words: the file, the line, the field, the next step.
import { nearest, type Problem } from '@stopover/core';
import { type Document, isCollection, isMap, isNode, isScalar, type LineCounter } from 'yaml';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** `targets[1].training`. */
const fieldOf = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text ? `${text}.${String(step)}` : String(step);
  }, '');

/** Names places of one parsed file. */
export class Places {
  readonly #file: string;
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(file: string, document: Document, lines: LineCounter) {
    this.#file = file;
    this.#document = document;
    this.#lines = lines;
  }

  /** `study.yaml, line 5, targets[1]`; the line of the nearest place that is written when the field itself is not. */
  readonly where = (...path: PropertyKey[]): string => {
    const line = this.#lineOf(path);
    return [this.#file, line && `line ${line}`, fieldOf(path)].filter(Boolean).join(', ');
  };

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

/** What issues are about: where each stands, the value that was written, the names that may stand at a path. */
export interface Written {
  readonly where: (...path: PropertyKey[]) => string;
  readonly raw: unknown;
  readonly knownFields: (path: Path) => readonly string[];
}

/** The first thing that is wrong with written fields, and how many more there are. */
export function problemOf(issues: readonly Issue[], written: Written): Problem {
  const plain = issues.flatMap((issue) => flatten(issue, []));
  // A misspelt field is also a missing one: the word that was written comes first.
  const first = plain.find(({ code }) => code === 'unrecognized_keys') ?? plain[0];
  if (!first) return { where: written.where(), what: 'the fields do not fit', remedy: 'See docs for the fields.' };
  const more = plain.length > 1 ? ` (${plain.length - 1} more after it)` : '';
  const { path, what, remedy } = describe(first, written);
  return { where: written.where(...path), what: `${what}${more}`, remedy };
}

/** A value that may be written in two ways is judged by the way that it looks like. */
function flatten(issue: Issue, base: Path): Issue[] {
  const path = [...base, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ ...issue, path }];
  const misfit = (branch: readonly Issue[]) =>
    branch.some((b) => b.path.length === 0 && b.code === 'invalid_type')
      ? 2
      : Number(branch.some((b) => b.path.length === 0 && b.code === 'invalid_value'));
  const [closest = []] = [...issue.errors].sort((a, b) => misfit(a) - misfit(b));
  return closest.flatMap((inner) => flatten(inner, path));
}

function describe(issue: Issue, { raw, knownFields }: Written): { path: Path; what: string; remedy: string } {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const [name = ''] = issue.keys;
    const known = knownFields(path);
    const near = nearest(name, known);
    const remedy = `${near ? `Did you mean "${near}"? ` : ''}Known here: ${known.join(', ')}.`;
    return { path: [...path, name], what: `there is no field "${name}"`, remedy };
  }
  const value = valueAt(raw, path);
  if (value === undefined) return { path, what: 'the field is missing', remedy: `Add \`${fieldOf(path)}:\`.` };
  if (issue.code === 'invalid_value') {
    const near = typeof value === 'string' ? nearest(value, issue.values.map(String)) : undefined;
    const remedy = `${near ? `Did you mean "${near}"? ` : ''}Known: ${issue.values.map(String).join(', ')}.`;
    return { path, what: `${JSON.stringify(value)} is not known here`, remedy };
  }
  if (issue.code === 'custom' || issue.code === 'invalid_format') {
    return { path, what: `${JSON.stringify(value)} ${issue.message}`, remedy: 'Change or remove it.' };
  }
  const what = `${JSON.stringify(value)} does not fit: ${issue.message.replace(/^Invalid input: /, '')}`;
  return { path, what, remedy: 'Change the value.' };
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    raw,
  );
}
