import type { Table } from '@stopover/data';
import type { EvaluateOutcome } from '@stopover/training';
import { z } from 'zod';

const count = z.int().min(0);

/** What the maximum length made of the rows of one table that a stage used: @stopover/text's `CutCount`, by place. */
export const cutSchema = z.strictObject({
  task: z.string(),
  language: z.string(),
  split: z.string(),
  maxLength: count,
  examples: count,
  truncated: count,
  lostTokens: count,
  splitInputs: count,
  windows: count,
  lostAnswers: count,
});

type CutCount = EvaluateOutcome['cut'];

/** A table's count of what was cut. */
export type TableCut = z.infer<typeof cutSchema>;

/** A count under the name of its table. */
export const tableCut = (task: string, language: string, split: string, cut: CutCount): TableCut => ({
  task,
  language,
  split,
  ...cut,
});

/**
 * One count for each table and maximum length: the one of most examples, because stages that use only some rows of a
 * table (shots, a sample) count some of the same cuts.
 */
export function largestCuts(cuts: readonly TableCut[]): readonly TableCut[] {
  const largest = new Map<string, TableCut>();
  for (const cut of cuts) {
    const place = JSON.stringify([cut.task, cut.language, cut.split, cut.maxLength]);
    const known = largest.get(place);
    if (!known || cut.examples > known.examples) largest.set(place, cut);
  }
  return [...largest.values()];
}

/** The language that the rows of a table are in: after a translation, also the one before it. */
export const cutLanguage = ({ language, translation }: Table): string =>
  translation ? `${language} → ${translation.to}` : language;
