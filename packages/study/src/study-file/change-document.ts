// Puts what `--set` says into a study file as it was read.
import { type Problem, RequestError } from '@stopover/core';
import { Document, isMap, isScalar, isSeq, visit } from 'yaml';
import type { FieldChange } from './set-option.ts';
import { Findings } from './study-error.ts';
import { pathText } from './study-problem.ts';

/** Fields that are short for an object, which `--set` may change a part of: what the short form means. */
const shorthands: readonly { readonly at: readonly (string | 'item')[]; readonly means: (name: string) => object }[] = [
  { at: ['recipe'], means: (base) => ({ base }) },
  { at: ['targets', 'item'], means: (task) => ({ task }) },
  { at: ['intermediates', 'item'], means: (task) => ({ name: task, task }) },
];

/**
 * A copy of a document with the changes in it; its comments stay, where it has no aliases.
 * @throws StudyError naming the options whose path leads through something that has no fields.
 */
export function changedDocument(document: Document, changes: readonly FieldChange[]): Document {
  const changed = hasAliases(document)
    ? new Document(document.toJS(), { aliasDuplicateObjects: false })
    : document.clone();
  const findings = new Findings();
  for (const change of changes) findings.attempt(() => apply(changed, change));
  findings.end();
  changed.commentBefore = [
    ` Changed on the command line: ${changes.map(({ text }) => `--set ${text}`).join(' ')}`,
    ...(changed.commentBefore ? [changed.commentBefore] : []),
  ].join('\n');
  return changed;
}

function hasAliases(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function apply(document: Document, { path, where, value }: FieldChange): void {
  for (let depth = 1; depth <= path.length; depth++) {
    const parent = path.slice(0, depth - 1);
    const node: unknown = parent.length === 0 ? document.contents : document.getIn(parent, true);
    if (node === undefined || node === null) break;
    const next = path[depth - 1];
    const problem = isMap(node) ? undefined : problemOf(document, node, parent, next);
    if (problem) throw new RequestError({ ...problem, where });
  }
  document.setIn(path, document.createNode(value));
}

/** Why a path cannot go on through a node that is no map; a short form is written out, and a list takes one of its items. */
function problemOf(
  document: Document,
  node: unknown,
  parent: readonly PropertyKey[],
  next: PropertyKey | undefined,
): Omit<Problem, 'where'> | undefined {
  const name = pathText(parent);
  if (isSeq(node)) {
    const { length } = node.items;
    if (typeof next === 'number' && next <= length) return undefined;
    const what = typeof next === 'number' ? `${name} has ${length} items` : `${name} is a list`;
    return { what, remedy: `Name an item, from \`${name}[0]\` to \`${name}[${length}]\`, which is a new one.` };
  }
  const value: unknown = isScalar(node) ? node.value : undefined;
  const short = shorthands.find(
    ({ at }) => at.length === parent.length && at.every((one, i) => one === parent[i] || one === 'item'),
  );
  if (short && typeof value === 'string') {
    document.setIn(parent, document.createNode(short.means(value)));
    return undefined;
  }
  return { what: `${name} is ${JSON.stringify(value)}, which has no fields`, remedy: `Set \`${name}\` as a whole.` };
}
