import { type Compared, comparedHead, comparedTexts } from '@stopover/report';
import type { Terminal } from '../program/terminal.ts';
import { table } from './table.ts';

/** Prints a comparison: the answer, the means over languages, what differs between the studies, what has no partner. */
export function comparisonView(
  { studies, notices, headline, rows, differs, unpaired, margin }: Compared,
  terminal: Terminal,
): void {
  const { colors } = terminal;
  const [first, second] = studies;
  for (const notice of notices) terminal.print(colors.yellow(notice));
  terminal.print(colors.bold(headline));
  terminal.print();
  const columns = comparedHead.map((title, i) => ({
    title,
    align: i > 2 && i < 9 ? ('right' as const) : ('left' as const),
  }));
  const macro = rows.filter(({ language }) => language === null);
  const cells = macro.map((row) => {
    const texts = comparedTexts(row);
    return texts.map((text, i) => (i === texts.length - 1 ? painted(row, text, terminal) : text));
  });
  terminal.print(table(columns, cells, colors.bold));
  terminal.print(
    colors.dim(
      `Means over languages in points, second (${second}) minus first (${first}); items are paired, seeds are not. Margin ${margin}.`,
    ),
  );
  for (const { what, first: a, second: b } of differs)
    terminal.print(`Other ${what}: the first ${a}; the second ${b}.`);
  for (const { what, reason } of unpaired) terminal.print(colors.yellow(`Not compared: ${what} (${reason}).`));
}

function painted({ verdict }: Compared['rows'][number], text: string, { colors }: Terminal): string {
  if (verdict === 'helps') return colors.green(text);
  return verdict === 'hurts' ? colors.red(text) : text;
}
