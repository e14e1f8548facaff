// The rows that a training's model is chosen on.
import type { AnyTask, Selection } from '@stopover/core';
import { type Availability, available, heldOutOf, isEnglish, unavailable } from '@stopover/data';
import type { Recipe } from '@stopover/training';
import type { TrainStage } from '../records/stage.ts';
import { metricInKey } from './key-content.ts';
import type { PlanContext } from './plan-context.ts';
import type { StudyTarget } from './targets.ts';

/** What a stage says of its selection. */
export type SelectionRows = Pick<TrainStage, 'select' | 'selectOn' | 'metric'>;

/** For which training rows are looked for. */
export interface Selecting {
  readonly target: StudyTarget;
  /** Whose English development rows are taken. */
  readonly task: AnyTask;
  readonly language: string | null;
  readonly recipe: Recipe;
}

/** Whether a selection looks at rows of the language itself, so that there is a model for each. */
export const isOfLanguageToo = (selection: Selection | undefined): boolean =>
  selection === 'translated' || selection === 'oracle';

/** The rows that the recipe's selection takes; none where it takes the last model, or an average. */
export async function selectionRows(context: PlanContext, selecting: Selecting): Promise<Availability<SelectionRows>> {
  const { task, language, recipe } = selecting;
  const { select } = recipe;
  if (select === 'last' || select === 'average') return available({ select: null });
  if (select === 'oracle') return oracleRows(context, selecting);
  const table = await context.tables.find(task, 'en', 'validation');
  if (!table.ok) return unavailable(`${table.reason} to select a model on (recipe field select: last needs none)`);
  const metric = metricInKey(task, table.value);
  if (select === 'best') return available({ select: table.value, ...metric });
  if (language === null || isEnglish(language))
    return unavailable('translated development rows are of another language');
  const rows = await context.tables.count(table.value);
  const most = recipe.selectionExamples;
  const pick = most >= rows ? null : { most, seed: 0 };
  const wanted = {
    task,
    table: table.value,
    to: language,
    with: context.study.translateWith,
    pick,
    rows: pick?.most ?? rows,
  };
  const translated = await context.translations.find(wanted);
  if (!translated.ok) return translated;
  return available({ select: null, selectOn: { kind: 'translated', table: translated.value }, ...metric });
}

/** Rows with target-language labels, none of which any draw of the study has. */
async function oracleRows(
  context: PlanContext,
  { target, language, recipe: { selectionExamples: most } }: Selecting,
): Promise<Availability<SelectionRows>> {
  if (language === null) return unavailable('target-language rows are of a language');
  if (target.split === 'validation') return unavailable('the validation rows are scored, and cannot select as well');
  // Not its training rows: in-language training takes those.
  const found = await context.tables.find(target.task, language, 'validation');
  if (!found.ok) return unavailable(`no labelled rows to select on: ${found.reason}`);
  const { study } = context;
  const table = found.value;
  const usable = await context.tables.usable(target.task, table);
  const held = heldOutOf(usable);
  if (held === 0) return unavailable('there are no labelled rows to select on');
  const ids = context.draws?.idsOfAll(target.task.name, language);
  const drawn = { k: Math.max(...study.shots), buckets: study.buckets, ...(ids && { ids }) };
  const draws = study.shots.length > 0 ? drawn : null;
  const selectOn = { kind: 'oracle' as const, table, draws, ...(most < held && { most }) };
  return available({ select: null, selectOn, ...metricInKey(target.task, table) });
}
