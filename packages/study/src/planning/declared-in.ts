import { placebosOf } from '../study-file/placebos.ts';
import type { Study } from '../study-file/study.ts';
import { compositionOf } from './composition-of.ts';
import { intermediateInWords } from './intermediate-in-words.ts';

/** What a study file alone says of its comparisons, whatever was run: the same in a plan and beside an item table. */
export function declaredIn(study: Pick<Study, 'name' | 'intermediates' | 'primary' | 'margin'>) {
  const described = study.intermediates.flatMap((chosen) => {
    const made = intermediateInWords(chosen);
    return made === null ? [] : [{ name: chosen.name, made }];
  });
  const compositions = study.intermediates.flatMap((chosen) => compositionOf(chosen) ?? []);
  return {
    name: study.name,
    primary: study.primary.map((contrast) => ({ ...contrast })),
    margin: study.margin,
    placebos: placebosOf(study.intermediates),
    ...(described.length > 0 && { described }),
    ...(compositions.length > 0 && { compositions }),
  };
}
