import type { Problem } from '@stopover/core';
import { hasShots, hasStop, isTranslated } from './arms.ts';
import type { Arm } from './results.ts';
import type { StudyFields } from './study-schema.ts';

type Where = (...path: PropertyKey[]) => string;

/** An arm without what it needs, or something that no arm uses, is a mistake and not a wish. */
export function armProblems(fields: StudyFields, arms: readonly Arm[], where: Where): Problem[] {
  const problems: Problem[] = [];
  const refuse = (field: string, what: string, remedy: string): void => {
    problems.push({ where: where(field), what, remedy });
  };
  const stops = fields.intermediates.some((item) => item !== 'none');
  const wantsStop = arms.some(hasStop);
  const wantsShots = arms.some(hasShots);
  const wantsTranslator = arms.some(isTranslated);
  const direct = !arms.every(hasStop);
  const written = arms.join(', ');
  if (wantsShots && fields.shots.length === 0) {
    refuse(
      'shots',
      `the arms (${written}) train on target-language examples, but no number is given`,
      'Add `shots: [10, 100]`.',
    );
  }
  if (!wantsShots && fields.shots.length > 0) {
    refuse('shots', `no arm (${written}) uses shots`, 'Add `target-shots` to `arms`, or remove `shots`.');
  }
  if (wantsTranslator && fields.translateWith === undefined) {
    refuse('arms', `the arms (${written}) need translations`, 'Add `translateWith:` with a name of `translators`.');
  }
  if (!wantsTranslator && fields.translateWith !== undefined) {
    refuse('translateWith', `no arm (${written}) needs translations`, 'Add `translate-train` to `arms`, or remove it.');
  }
  if (stops && !wantsStop) {
    refuse(
      'intermediates',
      `no arm (${written}) uses an intermediate`,
      'Add `intermediate` to `arms`, or remove them.',
    );
  }
  if (!stops && wantsStop) {
    refuse('arms', `the arms (${written}) need an intermediate and there is none`, 'Name tasks under `intermediates`.');
  }
  if (stops && !direct && fields.intermediates.includes('none')) {
    refuse(
      'intermediates',
      `"none" is named but no arm (${written}) goes without a stop`,
      'Add `zero-shot` to `arms`.',
    );
  }
  return problems;
}
