import { grouped } from '@stopover/statistics';
import type { Analysed } from './analysed.ts';
import { leadingRow, sameLanguages } from './averaged-over.ts';
import { groupName } from './group-name.ts';
import { type SummaryLine, summaryLines } from './summary-lines.ts';

/** Stands after a score that is the mean over other languages than that of zero-shot. */
export const otherLanguagesMark = '‡';

/** The summary, in which a score over other languages than zero-shot's has a mark, and its note says what that means. */
export function markedLines(analysis: Analysed): SummaryLine[] {
  const means = analysis.scores.filter(({ language, mean }) => language === null && mean !== null);
  const heads = new Map([...grouped(means, groupName)].map(([target, rows]) => [target, leadingRow(rows)]));
  const others = new Map(
    means.flatMap((row) => {
      const head = heads.get(groupName(row));
      return head && !sameLanguages(row, head) ? [[placeOf(groupName(row), row.condition.name), head] as const] : [];
    }),
  );
  return summaryLines(analysis).map((line) => {
    const head = others.get(placeOf(line.target, line.condition));
    if (!head) return line;
    const note = `${otherLanguagesMark} over other languages than ${head.condition.name}`;
    return {
      ...line,
      score: `${line.score} ${otherLanguagesMark}`,
      note: [line.note, note].filter((part) => part !== '').join('; '),
    };
  });
}

const placeOf = (target: string, condition: string): string => JSON.stringify([target, condition]);
