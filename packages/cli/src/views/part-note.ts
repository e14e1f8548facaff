// What is said of a plan or a run of a part of a study.
import { filtersInWords, type Plan } from '@stopover/study';
import { counted } from './quantities.ts';

/** How much of the whole plan a part is, and which; nothing where all was asked for. */
export function partNote({ only, cells, stages }: Plan, part: Plan): readonly string[] {
  if (!only) return [];
  const much = `${part.cells.length} of ${counted(cells.length, 'cell')} and ${part.stages.length} of ${counted(stages.length, 'stage')}`;
  return [`A part of the study, ${filtersInWords(only)}: ${much}. A later run without --only takes up the rest.`];
}

/** The same for a document. */
export const partOfWhole = ({ only, cells, stages }: Plan) =>
  only && { part: { only, cells: cells.length, stages: stages.length } };
