// How an intermediate's tasks share its steps, with each other and with text beside them, as the study file says it.

import { RequestError } from '@stopover/core';
import type { MaskedChoice } from '@stopover/data';
import { nearest } from '@stopover/registry';
import type { Heads, Mixing } from '@stopover/training';
import type { z } from 'zod';
import type { mixtureSchema } from './study-schema.ts';
import { listed } from './study-translators.ts';

type Item = z.infer<typeof mixtureSchema>;
type Where = (...path: PropertyKey[]) => string;

/** What an intermediate may say beside its tasks. */
export interface Blend {
  /** How a mixture is sampled; null for one task. */
  readonly mixing: Mixing | null;
  readonly heads: Heads;
  readonly masked: MaskedChoice | null;
  /** Labels in a random order: what is left is the effect of training at all. */
  readonly shuffled: boolean;
}

/** A single task as it is. */
export const plainTask: Blend = { mixing: null, heads: 'separate', masked: null, shuffled: false };

/** @throws RequestError naming the line of a field that does not go with the others. */
export function blendOf(item: Item, where: Where): Blend {
  if (item.mixture === undefined) {
    const only = (['sampling', 'temperature', 'sizeCap', 'weights', 'heads'] as const).find(
      (field) => item[field] !== undefined,
    );
    if (only)
      refuse(where(only), `\`${only}\` is of a mixture, and this is one task`, 'Remove it, or write `mixture:`.');
  }
  // Of a mixture of one task its own development rows speak.
  if ((item.mixture?.length ?? 0) > 1) checkKept(item.recipe, where);
  return {
    mixing: item.mixture === undefined ? null : mixingOf(item, item.mixture, where),
    heads: item.heads ?? 'separate',
    masked: maskedOf(item),
    shuffled: item.labels === 'shuffled',
  };
}

function mixingOf(item: Item, tasks: readonly string[], where: Where): Mixing {
  const { sampling = 'proportional', temperature, sizeCap = null, weights } = item;
  const other = (['temperature', 'sizeCap', 'weights'] as const).find(
    (field) => item[field] !== undefined && (field === 'weights' ? 'weights' : 'temperature') !== sampling,
  );
  if (other) {
    const fitting = other === 'weights' ? 'weights' : 'temperature';
    refuse(
      where(other),
      `\`${other}\` does not go with sampling: ${sampling}`,
      `Write \`sampling: ${fitting}\`, or remove it.`,
    );
  }
  if (sampling === 'temperature') {
    if (temperature === undefined)
      return refuse(where(), 'the temperature is missing', 'Add `temperature: 2`; 1 is proportional.');
    return { temperature, sizeCap };
  }
  if (sampling === 'weights') {
    if (weights === undefined) return refuse(where(), 'the weights are missing', 'Add `weights: { TASK: 1, … }`.');
    checkWeights(weights, tasks, where);
    return { weights };
  }
  return sampling;
}

function checkWeights(weights: Readonly<Record<string, number>>, tasks: readonly string[], where: Where): void {
  // A misspelt task also lacks its weight: the word that was written comes first.
  const strange = Object.keys(weights).find((task) => !tasks.includes(task));
  if (strange !== undefined) {
    const near = nearest(strange, tasks);
    const remedy = `${near ? `Did you mean "${near}"? ` : ''}It has: ${tasks.join(', ')}.`;
    refuse(where('weights', strange), `"${strange}" is not in the mixture`, remedy);
  }
  const lacking = tasks.find((task) => weights[task] === undefined);
  if (lacking !== undefined) refuse(where('weights'), `${lacking} has no weight`, 'Give each task of the mixture one.');
}

/** A mixture has no development rows: what its own recipe says of them would be passed over. */
function checkKept({ select, patience = null }: Item['recipe'], where: Where): void {
  const why = 'a mixture keeps its last model, because no one development set speaks for all its tasks';
  const remedy = 'Remove it, or write `select: average`, which needs no rows.';
  if (select === 'best') refuse(where('recipe', 'select'), why, remedy);
  if (patience !== null) refuse(where('recipe', 'patience'), why, remedy);
}

function maskedOf({ mlm }: Item): MaskedChoice | null {
  if (!mlm) return null;
  const { share, text, languages = null, pairs, maxExamples } = mlm;
  return { share, text: listed(text), languages, pairs, maxExamples };
}

function refuse(where: string, what: string, remedy: string): never {
  throw new RequestError({ where, what, remedy });
}
