// Columns of a declaration that stand for two things at once.
import type { OwnFault, OwnFields } from './base.ts';

/** What an encoder reads, by kind. */
const inputs: Readonly<Record<OwnFields['kind'], readonly string[]>> = {
  classification: ['text', 'pair'],
  choice: ['context', 'choices'],
  span: ['question', 'context'],
  tagging: ['words'],
  bitext: ['query', 'document'],
  ranking: ['query', 'document', 'context'],
  mlm: [],
};

/** What it is to find, where that is no id. */
const answers: readonly string[] = ['label', 'tags', 'answer', 'start'];

/**
 * An answer that is read as well, two answers or two inputs of one column: every score would be of something else. Of
 * several columns that are one text some may stand in two, as a title before each of them, but for those of choices.
 */
export function columnFaults({ kind, columns }: OwnFields): readonly OwnFault[] {
  const given = new Map<string, readonly string[]>();
  for (const [field, named] of Object.entries(columns)) {
    const names = [named].flat().filter((name) => typeof name === 'string');
    if (names.length > 0) given.set(field, names);
  }
  const input = inputs[kind].filter((field) => given.has(field));
  const faults = input.flatMap((field) => twiceIn(field, given.get(field) ?? []));
  const say = (field: string, message: string) => faults.push({ path: ['columns', field], message });
  for (const [i, field] of input.entries()) {
    const before = input.slice(0, i).find((other) => areOne(given.get(other) ?? [], given.get(field) ?? [], field));
    if (before !== undefined) say(field, `is what \`${before}\` reads: name another column`);
  }
  for (const answer of answers.filter((field) => given.has(field))) {
    const own = given.get(answer) ?? [];
    const shares = (field: string) => field !== answer && (given.get(field) ?? []).some((name) => own.includes(name));
    const other = [...input, ...answers].find(shares);
    const why = other !== undefined && input.includes(other) ? ', so that the answer would be read as input' : '';
    // Of two answers the second says it.
    if (other !== undefined && (why !== '' || answers.indexOf(other) < answers.indexOf(answer)))
      say(answer, `is a column of \`${other}\` too${why}: name another column`);
  }
  return faults;
}

function twiceIn(field: string, names: readonly string[]): OwnFault[] {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  return twice === undefined ? [] : [{ path: ['columns', field], message: `names the column "${twice}" twice` }];
}

function areOne(some: readonly string[], others: readonly string[], field: string): boolean {
  if (field === 'choices') return others.some((name) => some.includes(name));
  return some.length === others.length && some.every((name) => others.includes(name));
}
