import type { NamedStage, TrackedStage } from '@stopover/core';
import type { Table } from '@stopover/data';
import type { Recipe } from '@stopover/training';
import type { EvaluateStage, TrainStage } from '../records/stage.ts';

/** Longest name of a file that is made of a title: file systems allow 255 bytes. */
const longest = 100;

/** A stage's key and title with a name for its files. */
export function namedStage({ key, title }: { readonly key: string; readonly title: string }): NamedStage {
  const readable = title
    .replace(/\s*→\s*/g, '-')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9.+-]+/g, '_')
    .replace(/^[_.-]+|_+$/g, '')
    .slice(0, longest);
  return { key, title, name: [...(readable ? [readable] : []), key.slice(0, 8)].join('-') };
}

/** The fields of a recipe and others as plain values; what is not set is left out. */
export const plainSettings = (fields: Readonly<Record<string, unknown>>): TrackedStage['settings'] =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]): [string, string | number | boolean][] => {
      if (value === null || value === undefined) return [];
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [[name, value]];
      return [[name, JSON.stringify(value)]];
    }),
  );

/** A stage as trackers are told of it, but for what was logged before. */
export type StageBegun = Omit<TrackedStage, 'before'>;

/** A training or an evaluation of a study. `model` is what it starts from; `base`, what its path begins at, where that is known. */
export function trackedStage(
  stage: TrainStage | EvaluateStage,
  of: { readonly study: string; readonly base: string | undefined; readonly arms: readonly string[] },
  model: NamedStage | null,
): StageBegun {
  const { kind, data } = stage;
  const inWords = ({ task, language, translation }: Table) =>
    `${task} (${language}${translation ? ` in ${translation.to}` : ''})`;
  const tables = [...new Set(data.map(inWords))].join(', ');
  const facts = { baseModel: of.base, from: model?.title, data: tables };
  const more = kind === 'train' ? { shots: stage.shots?.k, bucket: stage.shots?.bucket, mixing: stage.mixing } : {};
  return {
    ...namedStage(stage),
    ...{ kind, study: of.study, arms: of.arms, seed: kind === 'train' ? stage.seed : null },
    settings: plainSettings({ ...facts, ...more, ...(kind === 'train' && recipeSettings(stage.recipe)) }),
    model: kind === 'evaluate' ? model : null,
  };
}

/** A recipe's fields. */
const recipeSettings = (recipe: Recipe): Readonly<Record<string, unknown>> => ({ ...recipe });
