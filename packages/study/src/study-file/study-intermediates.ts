// The intermediates as a study file asks for them.
import { type Problem, RequestError } from '@stopover/core';
import { canonicalJson } from '@stopover/files';
import type { RecipeFields } from '@stopover/training';
import type { Findings } from './study-error.ts';
import { type Blend, blendOf, plainTask } from './study-mixing.ts';
import type { StudyFields } from './study-schema.ts';
import { type InLanguages, listed } from './study-translators.ts';

/** An intermediate: one task, or several that share the batches of one stage. */
export interface Intermediate extends Blend {
  readonly name: string;
  /** Task names in alphabetical order, so that the order in the file changes no key. */
  readonly tasks: readonly string[];
  /** Trains on translations of its tasks' English rows; null for the English rows as they are. */
  readonly translate: InLanguages | null;
  /** A model that is ready: a folder, or its id on the hub; null for one that is trained. It has no tasks. */
  readonly checkpoint: string | null;
  /** Tasks whose tables are left out of its own. */
  readonly without?: readonly string[];
  /** Fields of its recipe, over those of the role. */
  readonly recipe: RecipeFields;
  /** Where the file names it, for messages. */
  readonly where: string;
}

type Item = StudyFields['intermediates'][number];
type Where = (...path: PropertyKey[]) => string;

/** Reads the list; what is wrong with single ones, or with two that are the same, goes to the findings. */
export function intermediatesOf(items: readonly Item[], where: Where, findings: Findings): Intermediate[] {
  const singles = items.flatMap((item) =>
    typeof item === 'string' && item !== 'none' && item !== 'multi-task' ? [item] : [],
  );
  const read = items.flatMap((item, i) => {
    if (item === 'none') return [];
    const one = findings.attempt(() => intermediateOf(item, singles, (...path) => where('intermediates', i, ...path)));
    return one ? [one] : [];
  });
  findings.add(...repeated(read));
  return read;
}

/** A training of its own, in English, by the recipe of the role. */
const plain = { translate: null, checkpoint: null, recipe: {} } as const;

const trainedFields = ['translate', 'mlm', 'labels', 'without'] as const;

function intermediateOf(item: Item, singles: readonly string[], where: Where): Intermediate {
  const place = where();
  if (item === 'multi-task') {
    const tasks = [...singles].sort();
    if (tasks.length > 1) return { ...plain, ...plainTask, name: item, tasks, mixing: 'proportional', where: place };
    const what = `"multi-task" mixes the single intermediates, of which there are ${singles.length}`;
    const remedy = 'Name two tasks or more, or write { name, mixture: [...] }.';
    throw new RequestError({ where: place, what, remedy });
  }
  if (typeof item === 'string') return { ...plain, ...plainTask, name: item, tasks: [item], where: place };
  const { name, task, mixture = [], checkpoint = null, recipe } = item;
  if (name === 'none') {
    const what = '"none" is the way without an intermediate task, and cannot name one';
    throw new RequestError({ where: place, what, remedy: 'Give it a name of its own.' });
  }
  if (checkpoint !== null) {
    const only = trainedFields.find((field) => item[field] !== undefined);
    if (only) {
      const what = `\`${only}\` is of a training, and a ready checkpoint has none`;
      throw new RequestError({ where: where(only), what, remedy: 'Remove it.' });
    }
  }
  const tasks = task === undefined ? [...mixture].sort() : [task];
  const given = item.translate;
  const translate = given ? { ...given, to: listed(given.to), with: listed(given.with) } : null;
  const without = item.without && { without: [...item.without].sort() };
  return { ...blendOf(item, where), name, tasks, translate, checkpoint, recipe, ...without, where: place };
}

/** Two that are made alike under two names would be one training that is listed twice. */
function repeated(read: readonly Intermediate[]): Problem[] {
  const made = read.map(({ name: _, where: __, ...rest }) => canonicalJson(rest));
  return read.flatMap(({ name, where }, i) => {
    const first = read[made.indexOf(made[i] ?? '')];
    if (!first || first === read[i] || first.name === name) return [];
    const what = `"${name}" is the same as "${first.name}" at ${first.where}`;
    return [{ where, what, remedy: 'Leave one of the two out, or change what it is made of.' }];
  });
}
