import { type Place, Unfit } from './finding.ts';

/** Rows of both sides, and the lines that they begin on. */
export interface PairedRows {
  readonly labels: readonly Place[];
  readonly predictions: readonly Place[];
  readonly files: { readonly labels: string; readonly predictions: string };
  /** What a row is called. */
  readonly unit: string;
}

/** @throws Unfit naming the first row that has no partner. */
export function assertSameCount({ labels, predictions, files, unit }: PairedRows): void {
  if (labels.length === predictions.length) return;
  const counts = `the predictions have ${predictions.length} ${unit}, the labels ${labels.length}`;
  if (predictions.length > labels.length) {
    const extra = predictions[labels.length] ?? { file: files.predictions };
    throw new Unfit('wrong-count', extra, `${counts}; this is the first without a label`);
  }
  const end = predictions.at(-1) ?? { file: files.predictions };
  throw new Unfit('wrong-count', end, `${counts}; the predictions end here`);
}

/** @throws Unfit when there is no row: evaluate.py would divide by zero. */
export function assertSomeRows(count: number, file: string): void {
  if (count === 0) throw new Unfit('no-rows', { file }, 'the file has no rows');
}
