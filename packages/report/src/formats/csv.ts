import type { Results } from '@stopover/study';
import { headlineOf } from '../analysis/conditions.ts';

const columns = [
  'study',
  'model',
  'target',
  'training',
  'language',
  'arm',
  'intermediate',
  'shots',
  'bucket',
  'seed',
  'selection',
  'metric',
  'headline',
  'score',
  'items',
  'stage',
] as const;

/** Every score of every evaluation, one a line: RFC 4180, UTF-8, with a header. */
export function resultsCsv(results: Results): string {
  const lines = results.cells.flatMap((cell) => {
    const target = results.targets.find(({ name }) => name === cell.target);
    const scores = Object.entries(cell.scores);
    return scores.map(([metric, score]) => {
      const headline = metric === target?.metric && headlineOf(cell, target) !== null;
      return [
        results.study.name,
        cell.model,
        cell.target,
        cell.training,
        cell.language,
        cell.arm,
        cell.intermediate,
        cell.shots,
        cell.bucket,
        cell.seed,
        cell.selection,
        metric,
        headline ? 'yes' : 'no',
        score,
        cell.ids.length,
        cell.stage,
      ];
    });
  });
  return csvText(columns, lines);
}

/** Lines as RFC 4180 text, UTF-8, with a header. */
export const csvText = (head: readonly string[], lines: readonly (readonly (string | number | null)[])[]): string =>
  [head, ...lines].map((line) => `${line.map((field) => csvField(field ?? '')).join(',')}\r\n`).join('');

/** One field: quoted where RFC 4180 asks for it; text that a spreadsheet would run as a formula gets an apostrophe. */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
