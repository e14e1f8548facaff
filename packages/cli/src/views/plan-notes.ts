// What is said of a plan or a run that is not simply of the study file.
import { filtersInWords, type Plan, studyNotices } from '@stopover/study';
import { counted } from './quantities.ts';

/** What the command line has made of the study, and how much of the whole plan a part is. */
export function planNotes({ study, only, cells, stages }: Plan, part: Plan): readonly string[] {
  const changed = studyNotices(study);
  if (!only) return changed;
  const much = `${part.cells.length} of ${counted(cells.length, 'cell')} and ${part.stages.length} of ${counted(stages.length, 'stage')}`;
  return [
    ...changed,
    `A part of the study, ${filtersInWords(only)}: ${much}. A later run without --only takes up the rest.`,
  ];
}

/** The same for a document. */
export const notedInPlan = ({ study: { changes, limit }, only, cells, stages }: Plan) => ({
  ...(limit !== undefined && { limit }),
  ...(changes && { changes }),
  ...(only && { part: { only, cells: cells.length, stages: stages.length } }),
});
