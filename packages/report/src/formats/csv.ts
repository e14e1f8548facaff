import type { Results } from '@stopover/study';
import { headlineOf } from '../analysis/conditions.ts';
import type { TypedTable } from './typed-table.ts';

const columns: TypedTable['columns'] = {
  ...{ study: 'STRING', model: 'STRING', target: 'STRING', training: 'STRING', language: 'STRING', arm: 'STRING' },
  ...{ intermediate: 'STRING', shots: 'INT32', bucket: 'INT32', seed: 'INT64', selection: 'STRING', metric: 'STRING' },
  ...{ headline: 'STRING', score: 'DOUBLE', items: 'INT32', stage: 'STRING' },
};

/** Every score of every evaluation, one a line. */
export function resultsTable({ study, cells, targets }: Results): TypedTable {
  const rows = cells.flatMap((cell) => {
    const target = targets.find(({ name }) => name === cell.target);
    return Object.entries(cell.scores).map(([metric, score]) => {
      const headline = metric === target?.metric && headlineOf(cell, target) !== null;
      return [
        ...[study.name, cell.model, cell.target, cell.training, cell.language, cell.arm, cell.intermediate],
        ...[cell.shots, cell.bucket, cell.seed, cell.selection, metric, headline ? 'yes' : 'no', score],
        ...[cell.ids.length, cell.stage],
      ];
    });
  });
  return { columns, rows };
}

/** Every score of every evaluation, one a line: RFC 4180, UTF-8, with a header. */
export const resultsCsv = (results: Results): string => csvOf(resultsTable(results));

/** A table as RFC 4180 text, UTF-8, with a header. */
export const csvOf = ({ columns: typed, rows }: TypedTable): string => csvText(Object.keys(typed), rows);

/** Lines as RFC 4180 text, UTF-8, with a header. */
export const csvText = (head: readonly string[], lines: readonly (readonly (string | number | null)[])[]): string =>
  [head, ...lines].map((line) => `${line.map((field) => csvField(field ?? '')).join(',')}\r\n`).join('');

/** One field: quoted where RFC 4180 asks for it; text that a spreadsheet would run as a formula gets an apostrophe. */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
