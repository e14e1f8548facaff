// What `skip` names, held against what a study has.
import type { Problem } from '@stopover/core';
import type { ArmForm } from '../arms/arm-form.ts';
import type { StudyTarget } from '../planning/targets.ts';
import { isNamed } from './cell-filter.ts';
import { languageKey } from './distinct.ts';
import type { Study } from './study.ts';
import { unknownName } from './unknown-name.ts';

type Skipping = Pick<
  Study,
  'skip' | 'primary' | 'targets' | 'intermediates' | 'shots' | 'buckets' | 'seeds' | 'models' | 'where'
>;

/** Names in `skip` that the study does not have, and confirmatory contrasts that it leaves out. */
export function skipProblems(study: Skipping, forms: readonly ArmForm[]): Problem[] {
  const known = {
    target: study.targets.map(({ task }) => task),
    arm: forms.map(({ name }) => name),
    intermediate: ['none', ...study.intermediates.map(({ name }) => name)],
    shots: [0, ...study.shots],
    draw: [0, ...(study.shots.length > 0 ? Array.from({ length: study.buckets }, (_, i) => i + 1) : [])],
    seed: study.seeds,
    model: study.models,
  };
  const wrong = study.skip.flatMap((filter, i) =>
    Object.entries(known).flatMap(([field, there]) => {
      const given = Object.entries(filter).find(([name]) => name === field)?.[1] ?? [];
      const strange = given.find((one) => !there.some((other) => other === one));
      return strange === undefined ? [] : [unknownName(study.where('skip', i, field), field, strange, there)];
    }),
  );
  const left = study.primary.flatMap((contrast, i) =>
    [contrast, contrast.against].flatMap((side) => {
      const place = { ...side, target: contrast.target, seed: study.seeds[0] ?? 0 };
      if (!isNamed(study.skip, place)) return [];
      const what = `"${side.arm}" of this contrast is left out by \`skip\``;
      return [{ where: study.where('primary', i), what, remedy: 'Leave one of the two out.' }];
    }),
  );
  return [...wrong, ...left];
}

/** Languages in `skip` that no target is scored in, and trainings that none has. */
export const skipTargetProblems = (
  { skip, where }: Pick<Study, 'skip' | 'where'>,
  targets: readonly StudyTarget[],
): Problem[] =>
  skip.flatMap(({ language = [], training = [] }, i) => {
    const trainings = [...new Set(targets.flatMap((target) => target.trainings.map(({ name }) => name)))];
    const unknown = training.find((one) => !trainings.includes(one));
    const there = [...new Set(targets.flatMap(({ languages }) => languages.tags))];
    const keys = there.map((tag) => tag.toLowerCase());
    const strange = language.find((one) => !keys.includes(languageKey(one)));
    return [
      ...(strange === undefined ? [] : [unknownName(where('skip', i, 'language'), 'language', strange, there)]),
      ...(unknown === undefined ? [] : [unknownName(where('skip', i, 'training'), 'training', unknown, trainings)]),
    ];
  });
