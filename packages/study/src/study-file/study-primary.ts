// The contrasts that a study declares to be confirmatory, held against what it runs.
import type { Problem } from '@stopover/core';
import { type ArmForm, perIntermediate } from '../arms/arm-form.ts';
import { uses } from '../arms/needs.ts';
import type { StudyTarget } from '../planning/targets.ts';
import type { ContrastSide, PrimaryContrast } from '../records/results.ts';
import type { Study } from './study.ts';
import { unknownName } from './unknown-name.ts';

type Declaring = Pick<Study, 'primary' | 'targets' | 'intermediates' | 'shots' | 'where'>;
type Where = (...path: PropertyKey[]) => string;

/** Every contrast of `primary` that the study does not measure, or that says nothing or the same again. */
export function primaryProblems(study: Declaring, forms: readonly ArmForm[]): Problem[] {
  const { primary } = study;
  return primary.flatMap((contrast, i) => {
    const place: Where = (...path) => study.where('primary', i, ...path);
    const targets = study.targets.map(({ task }) => task);
    const found = [
      ...(targets.includes(contrast.target) ? [] : [unknownName(place('target'), 'target', contrast.target, targets)]),
      ...sideProblems(study, forms, contrast, place),
      ...sideProblems(study, forms, contrast.against, (...path) => place('against', ...path)),
    ];
    if (sideKey(contrast) === sideKey(contrast.against)) {
      const what = 'both sides of the contrast are the same';
      found.push({ where: place('against'), what, remedy: 'Name what it is to be compared with.' });
    }
    const first = primary.findIndex((other) => isSameContrast(other, contrast));
    if (first < i) {
      const what = `the contrast is declared already, at ${study.where('primary', first)}`;
      found.push({ where: place(), what, remedy: 'Leave one of the two out.' });
    }
    return found;
  });
}

/** Names of lists of training tasks in `primary` that their target is not trained on. */
export const primaryTrainingProblems = (
  { primary, where }: Pick<Study, 'primary' | 'where'>,
  targets: readonly StudyTarget[],
): Problem[] =>
  primary.flatMap(({ target, training }, i) => {
    const names = targets.find(({ task }) => task.name === target)?.trainings.map(({ name }) => name);
    if (training === undefined || !names || names.includes(training)) return [];
    return [unknownName(where('primary', i, 'training'), `training of ${target}`, training, names)];
  });

function sideProblems(
  { intermediates, shots }: Declaring,
  forms: readonly ArmForm[],
  side: ContrastSide,
  where: Where,
): Problem[] {
  const form = forms.find(({ name }) => name === side.arm);
  if (!form) {
    const names = forms.map(({ name }) => name);
    return [unknownName(where('arm'), 'arm', side.arm, names, ' Every arm of `primary` also stands in `arms`.')];
  }
  const named = intermediates.map(({ name }) => name);
  return [
    ...fitProblems(where('intermediate'), {
      wanted: perIntermediate(form),
      given: side.intermediate !== 'none',
      lacking: `the arm ${form.name} is of an intermediate, and none is named`,
      idle: `the arm ${form.name} has no intermediate`,
      known: named.includes(side.intermediate),
      unknown: unknownName(where('intermediate'), 'intermediate', side.intermediate, named),
      choice: `\`intermediate:\` with one of ${named.join(', ')}`,
    }),
    ...fitProblems(where('shots'), {
      wanted: uses(form.path, 'shots'),
      given: side.shots > 0,
      lacking: `the arm ${form.name} trains on shots, and their number is missing`,
      idle: `the arm ${form.name} has no shots`,
      known: shots.includes(side.shots),
      unknown: {
        where: where('shots'),
        what: `the study draws no ${side.shots} shots`,
        remedy: `Known: ${shots.join(', ') || 'none'}.`,
      },
      choice: `\`shots:\` with one of ${shots.join(', ')}`,
    }),
  ];
}

interface Fit {
  readonly wanted: boolean;
  readonly given: boolean;
  readonly lacking: string;
  readonly idle: string;
  readonly known: boolean;
  readonly unknown: Problem;
  readonly choice: string;
}

/** A field that an arm needs and lacks, has and does not need, or that names what the study does not have. */
function fitProblems(where: string, { wanted, given, lacking, idle, known, choice, ...fit }: Fit): Problem[] {
  if (wanted && !given) return [{ where, what: lacking, remedy: `Add ${choice}.` }];
  if (!wanted && given) return [{ where, what: idle, remedy: 'Remove the field, or name another arm.' }];
  return given && !known ? [fit.unknown] : [];
}

const sideKey = ({ arm, intermediate, shots }: ContrastSide): string => JSON.stringify([arm, intermediate, shots]);

/** Whether two contrasts are of the same sides, whichever comes first, and of a training in common. */
function isSameContrast(a: PrimaryContrast, b: PrimaryContrast): boolean {
  const sides = (one: PrimaryContrast) => [sideKey(one), sideKey(one.against)].sort().join();
  const apart = a.training !== undefined && b.training !== undefined && a.training !== b.training;
  return a.target === b.target && !apart && sides(a) === sides(b);
}
