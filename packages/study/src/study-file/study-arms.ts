import type { Problem, Selection } from '@stopover/core';
import { type ArmForm, perIntermediate } from '../arms/arm-form.ts';
import { needsTranslator, uses } from '../arms/needs.ts';
import type { Study } from './study.ts';

/** An arm without what it needs, or something that no arm uses, is a mistake and not a wish. */
export function armProblems(
  study: Pick<
    Study,
    'intermediates' | 'namesNone' | 'shots' | 'translateWith' | 'adaptation' | 'selections' | 'allowOracle' | 'where'
  >,
  forms: readonly ArmForm[],
): Problem[] {
  const written = forms.map(({ name }) => name).join(', ');
  const some = (wanted: (form: ArmForm) => boolean) => forms.some(wanted);
  const word = (data: Parameters<typeof uses>[1]) => some(({ path }) => uses(path, data));
  const stops = study.intermediates.length > 0;
  const needed = [
    ...given('shots', word('shots'), study.shots.length > 0, [
      [`the arms (${written}) train on target-language examples, but no number is given`, 'Add `shots: [10, 100]`.'],
      [`no arm (${written}) uses shots`, 'Add `target-shots` to `arms`, or remove `shots`.'],
    ]),
    ...given('translateWith', translates(forms, study.selections), study.translateWith.length > 0, [
      [`the arms (${written}) need translations`, 'Add `translateWith:` with a name of `translators`.', 'arms'],
      [`no arm (${written}) needs translations`, 'Add `translate-train` to `arms`, or remove it.'],
    ]),
    ...given('text', word('text'), study.adaptation !== null, [
      [`the arms (${written}) need text`, 'Add `text: { folder: ./text }` with a `<language>.txt` in it.', 'arms'],
      [`no arm (${written}) trains on text`, 'Add `adapted` to `arms`, or remove `text`.'],
    ]),
    ...given('intermediates', some(perIntermediate), stops, [
      [`the arms (${written}) need an intermediate and there is none`, 'Name tasks under `intermediates`.', 'arms'],
      [`no arm (${written}) uses an intermediate`, 'Add `intermediate` to `arms`, or remove them.'],
    ]),
    ...oracleProblems(study, forms),
  ];
  if (stops && forms.every(perIntermediate) && study.namesNone) {
    const what = `"none" is named but no arm (${written}) goes without an intermediate task`;
    needed.push({ field: 'intermediates', what, remedy: 'Add `zero-shot` to `arms`.' });
  }
  return needed.map(({ field, what, remedy }) => ({ where: study.where(field), what, remedy }));
}

interface Fault {
  readonly field: string;
  readonly what: string;
  readonly remedy: string;
}

type Said = readonly [what: string, remedy: string, field?: string];

/** What is wanted and not given, or given and not wanted. */
function given(field: string, wanted: boolean, there: boolean, [lacking, idle]: readonly [Said, Said]): Fault[] {
  if (wanted === there) return [];
  const [what, remedy, place = field] = wanted ? lacking : idle;
  return [{ field: place, what, remedy }];
}

/** Means are of disjoint groups of seeds, so that they are as independent of each other as seeds are. */
export function seedProblems({ seeds, where }: Pick<Study, 'seeds' | 'where'>, forms: readonly ArmForm[]): Problem[] {
  const arms = new Set(forms.map(({ arm }) => arm));
  return [...arms].flatMap(({ name, combine }) => {
    if (!combine || 'add' in combine || combine.size <= seeds.length) return [];
    const what = `the arm ${name} averages ${combine.size} seeds, and there ${seeds.length === 1 ? 'is 1' : `are ${seeds.length}`}`;
    return [{ where: where('seeds'), what, remedy: `Give at least ${combine.size} seeds, or average fewer.` }];
  });
}

const translates = (forms: readonly ArmForm[], selections: readonly Selection[]): boolean =>
  forms.some(({ path, arm }) => needsTranslator(path, arm.test) || arm.select === 'translated') ||
  selections.includes('translated');

function oracleProblems(
  { allowOracle, selections }: { readonly allowOracle: boolean; readonly selections: readonly Selection[] },
  forms: readonly ArmForm[],
): Fault[] {
  const asked = selections.includes('oracle') || forms.some(({ arm }) => arm.select === 'oracle');
  if (asked === allowOracle) return [];
  return [
    asked
      ? {
          field: selections.includes('oracle') ? 'selection' : 'arms',
          what: 'selection by `oracle` takes target-language labels, and flatters what it selects',
          remedy: 'Write `allowOracle: true` where that is meant; the report labels it everywhere.',
        }
      : {
          field: 'allowOracle',
          what: 'nothing is selected by `oracle`',
          remedy: 'Write `selection: [best, oracle]`, or remove `allowOracle`.',
        },
  ];
}
