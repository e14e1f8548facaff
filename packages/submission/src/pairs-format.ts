import { minedPairsScores } from '@stopover/metrics';
import { readBoth } from './attempt.ts';
import type { Tell } from './finding.ts';
import type { Format } from './format.ts';
import { type LabelRow, readLabelRows } from './label-rows.ts';

/** One pair of sentence ids a line, in any order; pairs that are in both files are right (BUCC). */
export const pairsFormat: Format = {
  suffix: 'tsv',
  layout: 'one pair of sentence ids a line, with a tab between',
  async score(files, _profile, tell) {
    const { predictions, labels } = await readBoth(
      tell,
      () => readLabelRows(files.predictions, tell),
      () => readLabelRows(files.labels, tell),
    );
    for (const rows of [predictions, labels]) checkPairs(rows, tell);
    const scores = minedPairsScores(
      labels.map(({ value }) => value),
      predictions.map(({ value }) => value),
    );
    return { scores: { ...scores }, rows: labels.length };
  },
};

function checkPairs(rows: readonly LabelRow[], tell: Tell): void {
  const first = new Map<string, number>();
  for (const row of rows) {
    const { value, line } = row;
    if (value !== '' && value.split('\t').length !== 2)
      tell('not-a-pair', row, 'the line is not two ids with a tab between');
    const before = first.get(value);
    if (before === undefined) first.set(value, line);
    else tell('duplicate-pair', row, `the pair stands in line ${before} already`);
  }
}
