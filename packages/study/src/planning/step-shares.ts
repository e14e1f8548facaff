// How the data sets of one training share its steps.
import type { PathMixture } from '@stopover/core';
import { drawWeights, type Recipe } from '@stopover/training';
import type { DataSet } from './data-sets.ts';
import type { Draw } from './draws.ts';
import type { TrainSpec } from './stage-registry.ts';

/** What a mixture of data sets adds to a training. */
type MixedFields = Pick<TrainSpec, 'name' | 'rows' | 'data' | 'mixing' | 'shots'> &
  Partial<Pick<TrainSpec, 'sets' | 'heads' | 'mixed' | 'labelled'>>;

interface Drawing {
  readonly language: string | null;
  readonly draw: Draw | null;
}

/**
 * Data sets of one training. Those of one task that are taken wholly are one set, in which every row counts alike, as
 * sampling in proportion has it; others are named, and share the target's head.
 */
export function mixedSets(
  sets: readonly DataSet[],
  asked: PathMixture['sampling'],
  recipe: Pick<Recipe, 'batchSize'>,
  { language, draw }: Drawing,
): MixedFields {
  const sampling = asked ?? (sets.some(({ take }) => take === 'shots') ? 'alternate' : 'proportional');
  const [first] = sets;
  const data = sets.flatMap(({ tables }) => [...tables]);
  const rows = sets.reduce((sum, set) => sum + set.rows, 0);
  const labelled = sets.reduce((sum, set) => sum + set.labelled, 0);
  const drawn = sets.some(({ take }) => take === 'shots');
  const ids = sets.find((set) => set.ids)?.ids;
  const shots = drawn && draw && language !== null ? { language, ...draw, ...(ids && { ids: [...ids] }) } : null;
  const whole = sets.every(({ task, take }) => task === first?.task && take === 'all');
  const fields = { name: nameOf(sets, whole), rows, data, mixing: null, shots, ...(labelled > 0 && { labelled }) };
  if (sets.length === 1 ? first?.take !== 'not-held-out' : whole && sampling === 'proportional') return fields;
  let place = 0;
  const named = sets.map(({ tables, take }) => ({ tables: tables.map(() => place++), take }));
  if (sets.length === 1) return { ...fields, sets: named };
  const sizes = sets.map((set) => ({ task: set.name, size: set.rows }));
  const weights = drawWeights(sizes, sampling);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = sizes.map(({ size }, i) => ({
    batches: Math.ceil(size / recipe.batchSize),
    weight: weights[i] ?? 0,
    ...(sampling === 'alternate' && { alternates: true }),
  }));
  const shares = Object.fromEntries(sizes.map(({ task }, i) => [task, (weights[i] ?? 0) / total]));
  return { ...fields, mixing: sampling, heads: 'shared', sets: named, mixed: { parts, shares } };
}

/** `mnli in en and de`, as translations beside their English are called; else `mnli with 10 xnli de shots`. */
function nameOf(sets: readonly DataSet[], whole: boolean): string {
  const [first, ...others] = sets;
  if (!first) return '';
  if (!whole || others.length === 0) return sets.map(({ name }) => name).join(' with ');
  const languages = sets.map(({ task, name }) => (name === task.name ? 'en' : name.replace(`${task.name} in `, '')));
  return `${first.task.name} in ${languages.join(' and ')}`;
}
