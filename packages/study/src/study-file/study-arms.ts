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
  const namesOf = (wanted: (form: ArmForm) => boolean) => forms.filter(wanted).map(({ name }) => name);
  const using = (data: Parameters<typeof uses>[1]) => namesOf(({ path }) => uses(path, data));
  const [onShots, onText, onStops] = [using('shots'), using('text'), namesOf(perIntermediate)];
  const translated = namesOf(translates);
  const byTranslated = study.selections.includes('translated');
  const stops = study.intermediates.length > 0;
  const needed = [
    ...given('shots', onShots.length > 0, study.shots.length > 0, [
      [
        `${theArms(onShots, 'trains', 'train')} on target-language examples, but no number is given`,
        'Add `shots: [10, 100]`.',
      ],
      [`no arm (${written}) uses shots`, 'Add `target-shots` to `arms`, or remove `shots`.'],
    ]),
    ...given('translateWith', translated.length > 0 || byTranslated, study.translateWith.length > 0, [
      [
        `${translated.length > 0 ? theArms(translated, 'needs', 'need') : 'selection by `translated` needs'} translations`,
        'Add `translateWith:` with a name of `translators`.',
        translated.length > 0 ? 'arms' : 'selection',
      ],
      [`no arm (${written}) needs translations`, 'Add `translate-train` to `arms`, or remove it.'],
    ]),
    ...given('text', onText.length > 0, study.adaptation !== null, [
      [
        `${theArms(onText, 'needs', 'need')} text`,
        'Add `text: { folder: ./text }` with a `<language>.txt` in it.',
        'arms',
      ],
      [`no arm (${written}) trains on text`, 'Add `adapted` to `arms`, or remove `text`.'],
    ]),
    ...given('intermediates', onStops.length > 0, stops, [
      [
        `${theArms(onStops, 'needs', 'need')} an intermediate and there is none`,
        'Name tasks under `intermediates`.',
        'arms',
      ],
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

/** `the arm in-language needs`, `the arms (adapted, target-shots) need`. */
const theArms = (names: readonly string[], one: string, several: string): string =>
  names.length === 1 ? `the arm ${names[0]} ${one}` : `the arms (${names.join(', ')}) ${several}`;

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

const translates = ({ path, arm }: ArmForm): boolean => needsTranslator(path, arm.test) || arm.select === 'translated';

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
