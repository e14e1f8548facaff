// What is said of a plan or a run that is not simply of the study file.
import { changesInWords, filtersInWords, type Plan } from '@stopover/study';
import { counted } from './quantities.ts';

/** What the command line has changed, and how much of the whole plan a part is. */
export function planNotes({ study, only, cells, stages }: Plan, part: Plan): readonly string[] {
  const changed = study.changes ? [changesInWords(study.changes)] : [];
  if (!only) return changed;
  const much = `${part.cells.length} of ${counted(cells.length, 'cell')} and ${part.stages.length} of ${counted(stages.length, 'stage')}`;
  return [
    ...changed,
    `A part of the study, ${filtersInWords(only)}: ${much}. A later run without --only takes up the rest.`,
  ];
}

/** The same for a document. */
export const notedInPlan = ({ study: { changes }, only, cells, stages }: Plan) => ({
  ...(changes && { changes }),
  ...(only && { part: { only, cells: cells.length, stages: stages.length } }),
});
