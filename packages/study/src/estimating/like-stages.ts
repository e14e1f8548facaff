// Which stages take about as long as each other.
import type { Table } from '@stopover/data';
import type { Stage } from '../records/stage.ts';

/** The hash of the base model that a stage descends from; undefined when a parent is not among those known. */
export function baseOf(stage: Stage, byKey: ReadonlyMap<string, Stage>): string | undefined {
  if (stage.kind === 'translate') return undefined;
  const { from } = stage;
  if ('base' in from) return from.base;
  const parent = byKey.get(from.stage);
  return parent && baseOf(parent, byKey);
}

/** Texts of tables and recipes by the objects, of which a plan has one for all stages. */
const texts = new WeakMap<object, string>();

function textOf<T extends object>(value: T, told: (value: T) => unknown): string {
  const known = texts.get(value) ?? JSON.stringify(told(value));
  texts.set(value, known);
  return known;
}

const tableOf = (table: Table): string =>
  textOf(table, ({ task, role, language, fingerprint, translation }) => [
    ...[task, role, language, fingerprint],
    translation?.to,
  ]);

/** What the time of a stage follows from, as a text: all but its seed, the draw of its shots and what it starts from. */
export function likenessOf(stage: Stage, base: string | undefined): string {
  const { kind, data, expected } = stage;
  const common = [kind, base, data.map(tableOf), expected.rows];
  if (stage.kind === 'translate') return JSON.stringify([...common, stage.to, stage.by.name]);
  const recipe = textOf(stage.recipe, (own) => own);
  if (stage.kind === 'combine') {
    const members = stage.members.map(({ weights }) => weights.length);
    return JSON.stringify([...common, recipe, members, stage.select && tableOf(stage.select)]);
  }
  if (stage.kind === 'evaluate') {
    const { candidates, development, retrieval } = stage;
    return JSON.stringify([...common, recipe, candidates.map(tableOf), development.map(tableOf), retrieval]);
  }
  const { head, mixing, sets, heads, masked, shots, select, selectOn } = stage;
  const chosenOn = [select && tableOf(select), selectOn && tableOf(selectOn.table)];
  return JSON.stringify([...common, recipe, head, mixing, sets, heads, masked, shots?.k, chosenOn]);
}

/** What stages are told apart by that are only partly alike, the closest first. */
export function sortsOf(stage: Stage, base: string | undefined): readonly string[] {
  const { kind } = stage;
  if (stage.kind === 'translate') return [`translate to ${stage.to} by ${stage.by.name}`];
  const tasks = stage.data.map(({ task }) => task).join(' ');
  const text = stage.kind === 'train' && stage.masked ? ' mlm' : '';
  return [`${base} ${kind} ${tasks}${text} ${stage.recipe.maxLength}`, `${base} ${kind}`];
}

/** Examples that a stage passes through its model, repetitions included; rows of a translation. */
export function examplesOf(stage: Stage): number {
  const { rows } = stage.expected;
  if (stage.kind !== 'train') return rows;
  const { epochs, maxSteps, batchSize, gradientAccumulationSteps } = stage.recipe;
  // Text beside the tasks comes on top of their epochs, and is among the steps where those are given.
  if (maxSteps === null) return (rows * epochs) / (1 - (stage.masked?.share ?? 0));
  return (rows * maxSteps) / Math.max(1, Math.ceil(Math.ceil(rows / batchSize) / gradientAccumulationSteps));
}
