import type { ClaimLine, ClaimSection } from '@stopover/report';
import type { Terminal } from '../program/terminal.ts';
import { table } from './table.ts';

/** Prints the claims: a table of verdicts, then for each its reason, its numbers and what would decide it. */
export function claimsView({ introduction, groups }: ClaimSection, terminal: Terminal): void {
  const { colors } = terminal;
  terminal.print(introduction);
  for (const { name, lines } of groups) {
    terminal.print();
    if (name !== '') terminal.print(`${colors.bold(name)}\n`);
    const columns = [
      { title: '', align: 'right' as const },
      { title: 'claim' },
      { title: 'published' },
      { title: 'here' },
    ];
    const rows = lines.map((line) => [`${line.id}`, line.text, line.published || '–', painted(line, terminal)]);
    terminal.print(table(columns, rows, colors.bold));
    for (const line of lines) for (const text of detailsOf(line)) terminal.print(text);
  }
}

function painted({ verdict }: ClaimLine, { colors }: Terminal): string {
  if (verdict === 'supported') return colors.green(verdict);
  return verdict === 'contradicted' ? colors.red(verdict) : verdict;
}

const detailsOf = ({ id, verdict, because, numbers, needs }: ClaimLine): readonly string[] => [
  '',
  `${id}. ${verdict}: ${because}`,
  ...numbers.map((number) => `   ${number}`),
  ...(needs.length > 0 ? ['   Needed:', ...needs.map((need) => `   - ${need}`)] : []),
];
