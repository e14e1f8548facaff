import type { Analysed, EffectRow } from '../analysis/analysed.ts';
import { csvOf } from './csv.ts';
import type { TypedTable } from './typed-table.ts';

const columns: TypedTable['columns'] = {
  ...{
    target: 'STRING',
    training: 'STRING',
    language: 'STRING',
    arm: 'STRING',
    intermediate: 'STRING',
    shots: 'INT32',
  },
  ...{ against_arm: 'STRING', against_intermediate: 'STRING', against_shots: 'INT32', metric: 'STRING' },
  ...{ estimate: 'DOUBLE', low: 'DOUBLE', high: 'DOUBLE', p: 'DOUBLE', p_adjusted: 'DOUBLE', verdict: 'STRING' },
  ...{ p_positive: 'DOUBLE', mde: 'DOUBLE', seeds: 'INT32', buckets: 'INT32', primary: 'STRING', flags: 'STRING' },
};

/** Every difference of an analysis, one a line: estimates in points, `macro` for the mean over languages. */
export const effectsTable = ({ effects }: Analysed): TypedTable => ({ columns, rows: effects.map(lineOf) });

/** The same as RFC 4180 text, UTF-8, with a header. */
export const effectsCsv = (analysis: Analysed): string => csvOf(effectsTable(analysis));

const lineOf = (row: EffectRow): (string | number | null)[] => [
  ...[row.target, row.training, row.language ?? 'macro'],
  ...[row.condition.arm, row.condition.intermediate, row.condition.shots],
  ...[row.against.arm, row.against.intermediate, row.against.shots],
  ...[row.metric, row.estimate, row.interval?.[0] ?? null, row.interval?.[1] ?? null, row.p, row.pAdjusted],
  ...[row.verdict, row.pPositive, row.mde, row.seeds, row.buckets],
  ...[row.primary ? 'true' : 'false', flagsOf(row).join('; ')],
];

/** Flags, and what tells rows apart that the columns do not: the model of several, and the selection. */
const flagsOf = ({ flags, model, condition, against }: EffectRow): string[] => [
  ...flags,
  ...(model === null ? [] : [`model: ${model}`]),
  ...(condition.selection === null ? [] : [`selection: ${condition.selection}`]),
  ...(against.selection === null || against.selection === condition.selection
    ? []
    : [`against selection: ${against.selection}`]),
];
