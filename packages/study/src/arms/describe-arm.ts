import type { Path } from '@stopover/core';
import type { PlannedArm } from '../records/plan.ts';
import { type ArmForm, formsOf, perIntermediate } from './arm-form.ts';
import { builtInArms } from './built-in.ts';
import { combinationInWords, needsTranslator, pathInWords, scoresEnglish, uses } from './needs.ts';
import { zeroShot } from './zero-shot.ts';

/** A form as the plan keeps it for the report, which knows no arm by its name. */
export function describeArm(form: ArmForm): PlannedArm {
  const { name, arm, intermediate, path, label } = form;
  const against = arm.against ?? zeroShot.name;
  return {
    name,
    arm: arm.name,
    intermediate,
    perIntermediate: perIntermediate(form),
    shots: uses(path, 'shots'),
    english: scoresEnglish(path, arm.test),
    translated: needsTranslator(path, arm.test),
    against: against === name ? null : against,
    // A combination is no point of the curve of shots.
    withoutShots: arm.combine ? null : withoutShots(path),
    average: arm.combine && 'average' in arm.combine ? arm.combine.size : null,
    ...(arm.combine && 'add' in arm.combine && { sum: true }),
    label,
    select: arm.select ?? null,
    path:
      (arm.combine ? combinationInWords(path, arm.combine) : pathInWords(path)) +
      (arm.test === 'in-english' ? ', test in English' : ''),
    line: arm.line,
    citation: arm.citation ?? null,
  };
}

/** The built-in form whose path is what is left of a path before its shots. */
function withoutShots(path: Path): string | null {
  const last = path.at(-1);
  const before = path.slice(0, -1);
  if (!last || 'mix' in last || last.data !== 'shots' || before.length === 0 || uses(before, 'shots')) return null;
  const left = pathInWords(before);
  const forms = builtInArms.filter(({ test }) => test !== 'in-english').flatMap(formsOf);
  return forms.find((form) => pathInWords(form.path) === left)?.name ?? null;
}
