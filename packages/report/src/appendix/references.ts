import type { Reference, Results } from '@stopover/study';

/** How a report names a data set: what to cite, where the paper is, and which rows were read. */
export interface Cited {
  readonly task: string;
  /** Authors (year). Title. Venue. The address of the paper where the task gives no citation. */
  readonly text: string;
  /** https address of the paper; null where the task's is none. */
  readonly link: string | null;
  /** `Data: owner/name at 0123…, CC-BY-4.0.` */
  readonly data: string;
}

/** The data and papers of a study, one entry a task. */
export const cited = ({ references, study }: Results): readonly Cited[] =>
  references.map((reference) => ({
    task: reference.task,
    text: reference.citation ?? (reference.paper || 'No paper is named.'),
    link: reference.paper.startsWith('https://') ? reference.paper : null,
    data: `Data: ${reference.repo}${reference.rows ? ` (${reference.rows})` : ''}, ${stateOf(reference, study.source)}; licence: ${reference.license}.`,
  }));

/** Which state of a data set was read. */
export function stateOf({ revision, own }: Pick<Reference, 'revision' | 'own'>, source: string): string {
  if (own) return 'files of the study';
  return revision === null ? `read from the source ${source}` : `commit ${revision}`;
}
