import { assertSameCount, assertSomeRows } from './assert-rows.ts';
import { readBoth } from './attempt.ts';
import type { Format } from './format.ts';
import { readLabelRows } from './label-rows.ts';

const sameWhenNormalised = (one: string, other: string): boolean => one.normalize('NFC') === other.normalize('NFC');

/** One label a line; the score is the share of lines that are equal (XNLI, PAWS-X, Tatoeba). */
export const labelsFormat: Format = {
  suffix: 'tsv',
  layout: 'one label a line',
  async score(files, _profile, tell) {
    const { predictions, labels } = await readBoth(
      tell,
      () => readLabelRows(files.predictions, tell),
      () => readLabelRows(files.labels, tell),
    );
    assertSameCount({ labels, predictions, files, unit: 'rows' });
    assertSomeRows(labels.length, files.labels);
    let right = 0;
    for (const [i, { value }] of labels.entries()) {
      const row = predictions[i];
      if (row?.value === value) right += 1;
      else if (row && sameWhenNormalised(row.value, value)) {
        tell('only-normalised', row, 'the value differs from the label in its Unicode normalisation only');
      }
    }
    return { scores: { accuracy: (right / labels.length) * 100 }, rows: labels.length };
  },
};
