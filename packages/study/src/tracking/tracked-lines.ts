import type { TrackedLine } from '@stopover/core';
import type { Table } from '@stopover/data';
import type { LoggedStep } from '../inspection/stage-log.ts';
import type { Scores } from '../records/stage-record.ts';

/** What a training's lines are told with beside their numbers. */
export interface LineOptions {
  /** Passes over the data in all; null where a number of steps decides how long it is trained. */
  readonly epochs: number | null;
  /** What the development rows are scored with; null where none are. */
  readonly metric: string | null;
}

/** A line of a stage's log as trackers get it: one of the training, and one of the development rows where they were scored. */
export function trackedLines(logged: LoggedStep, { epochs, metric }: LineOptions): readonly TrackedLine[] {
  const { step, steps, loss, losses, learningRate, stepsPerSecond, score } = logged;
  const at = { step, ...(epochs !== null && steps ? { epoch: (epochs * step) / steps } : {}) };
  const parts = Object.entries(losses ?? {}).map(([name, value]) => [`loss_${nameOf(name)}`, value] as const);
  const train = finite({
    loss,
    learning_rate: learningRate,
    steps_per_second: stepsPerSecond,
    ...Object.fromEntries(parts),
  });
  const found = finite({ [nameOf(metric ?? 'score')]: score });
  return [
    ...(Object.keys(train).length > 0 ? [{ ...at, of: 'train' as const, metrics: train }] : []),
    ...(Object.keys(found).length > 0 ? [{ ...at, of: 'eval' as const, metrics: found }] : []),
  ];
}

/** What an evaluation scores, a table a language. */
type ScoredTable = Pick<Table, 'language' | 'role' | 'translation'>;

/**
 * The scores of an evaluation: `xnli_sw_accuracy`. A model may be scored on several forms of one test, which must not have
 * one name: `xnli_sw_in_en_accuracy` of a test that was translated, `xnli_validation_sw_accuracy` of other rows. `step` is
 * that of the model.
 */
export function trackedScores(
  { task, languages }: Scores,
  { tables, step }: { readonly tables: readonly ScoredTable[]; readonly step: number },
): TrackedLine {
  const scores = Object.entries(languages).flatMap(([language, { scores: own }]) => {
    const { role = 'test', translation } = tables.find((table) => table.language === language) ?? {};
    const rows = [task, ...(role === 'test' ? [] : [role]), language, ...(translation ? ['in', translation.to] : [])];
    return Object.entries(own).map(([metric, score]) => [[...rows, metric].map(nameOf).join('_'), score] as const);
  });
  return { step, of: 'test', metrics: finite(Object.fromEntries(scores)) };
}

/** As a name of the field's: `f1 (macro)` has no place in one. */
const nameOf = (text: string): string => text.replace(/[^\p{L}\p{N}.@-]+/gu, '_');

const finite = (metrics: Readonly<Record<string, number | null | undefined>>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(metrics).flatMap(([name, value]) =>
      typeof value === 'number' && Number.isFinite(value) ? [[name, value]] : [],
    ),
  );
