import { describe, expect, test } from 'vitest';
import { labelOrder } from './label-order.ts';

const nli = { labels: ['entailment', 'neutral', 'contradiction'] };
const paraphrase = { labels: ['0', '1'], alike: [['not_duplicate', 'duplicate']] };

describe('the outputs that a task’s labels are', () => {
  test.each([
    [nli, ['entailment', 'neutral', 'contradiction'], [0, 1, 2]],
    [nli, ['contradiction', 'entailment', 'neutral'], [1, 2, 0]],
    [nli, ['CONTRADICTION', 'Neutral ', 'ENTAILMENT'], [2, 1, 0]],
    [nli, ['LABEL_0', 'LABEL_1', 'LABEL_2'], [0, 1, 2]],
    [nli, ['LABEL_2', 'LABEL_0', 'LABEL_1'], [1, 2, 0]],
    [nli, ['2', '1', '0'], [2, 1, 0]],
    [paraphrase, ['1', '0'], [1, 0]],
    [paraphrase, ['Duplicate', 'not duplicate'], [1, 0]],
    [{ labels: ['O', 'B-PER', 'b-per'] }, ['b-per', 'O', 'B-PER'], [1, 2, 0]],
  ])('%j among %j', (head, names, order) => {
    expect(labelOrder(head, names)).toEqual(order);
  });

  test.each([
    [nli, ['entailment', 'not_entailment']],
    [nli, ['entailment', 'neutral', 'contradiction', 'other']],
    [nli, ['entailment', 'neutral', 'other']],
    [nli, ['LABEL_1', 'LABEL_2', 'LABEL_3']],
    [nli, ['LABEL_0', 'LABEL_1']],
    [nli, ['entailment', 'LABEL_1', 'LABEL_2']],
    [{ labels: ['B-PER', 'B-LOC'] }, ['B-PER', 'b-per']],
  ])('cannot be told of %j among %j', (head, names) => {
    expect(labelOrder(head, names)).toBeUndefined();
  });
});
