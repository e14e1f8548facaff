import { groupName } from '@stopover/report';
import type { Plan, PlannedCell, StudyMoment } from '@stopover/study';

/** One condition in one language: runs by how they stand, and the mean of the scores that are there. */
export interface LiveCell {
  readonly all: number;
  readonly done: number;
  readonly running: number;
  readonly failed: number;
  readonly score: number | null;
}

/** A target, its conditions in rows and its languages in columns. */
export interface LiveGroup {
  readonly title: string;
  readonly metric: string;
  readonly languages: readonly string[];
  /** Null where the study has no such cell. */
  readonly rows: readonly { readonly name: string; readonly cells: readonly (LiveCell | null)[] }[];
}

/** The grid of a study, as far as it is filled. */
export function gridOf(moment: StudyMoment): readonly LiveGroup[] {
  const { plan } = moment;
  const several = plan.study.models.length > 1;
  const groups = new Map<string, Map<string, PlannedCell[]>>();
  for (const cell of plan.cells) {
    const title = groupName({ ...cell, model: several ? cell.model : null });
    const rows = groups.get(title) ?? new Map<string, PlannedCell[]>();
    groups.set(title, rows);
    const name = conditionOf(plan, cell);
    const own = rows.get(name);
    if (own) own.push(cell);
    else rows.set(name, [cell]);
  }
  return [...groups].map(([title, rows]) => {
    const all = [...rows.values()].flat();
    const languages = [...new Set(all.map(({ language }) => language))].sort();
    const metric = plan.targets.find(({ name }) => name === all[0]?.target)?.metric ?? 'score';
    const named = [...rows].map(([name, cells]) => ({
      name,
      cells: languages.map((one) =>
        cellOf(
          moment,
          cells.filter(({ language }) => language === one),
        ),
      ),
    }));
    return { title, metric, languages, rows: named };
  });
}

function cellOf({ results, scores }: StudyMoment, cells: readonly PlannedCell[]): LiveCell | null {
  if (cells.length === 0) return null;
  const count = (state: string) => cells.filter(({ stage }) => results.get(stage) === state).length;
  const known = cells.flatMap(({ stage, language }) => scores.get(stage)?.get(language) ?? []);
  const score = known.length > 0 ? known.reduce((sum, one) => sum + one, 0) / known.length : null;
  return { all: cells.length, done: count('done'), running: count('running'), failed: count('failed'), score };
}

/** The name of a row: `mnli + 100 shots`, as in the report. */
function conditionOf({ study }: Plan, { arm, intermediate, shots, selection }: PlannedCell): string {
  const label = study.arms.find(({ name }) => name === arm)?.label ?? arm;
  const name = label.replace('{k}', shots.toLocaleString('en-US')).replace('{intermediate}', intermediate);
  return study.selections.length > 0 ? `${name}, selection: ${selection}` : name;
}
