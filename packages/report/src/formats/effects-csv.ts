import type { Analysed, EffectRow } from '../analysis/analysed.ts';
import { csvText } from './csv.ts';

const columns = [
  ...['target', 'training', 'language', 'arm', 'intermediate', 'shots'],
  ...['against_arm', 'against_intermediate', 'against_shots', 'metric', 'estimate', 'low', 'high', 'p', 'p_adjusted'],
  ...['verdict', 'p_positive', 'mde', 'seeds', 'buckets', 'primary', 'flags'],
];

/** Every difference of an analysis, one a line: estimates in points, `macro` for the mean over languages. */
export const effectsCsv = ({ effects }: Analysed): string => csvText(columns, effects.map(lineOf));

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
