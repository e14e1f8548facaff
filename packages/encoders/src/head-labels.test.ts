// What a config.json says of its head's outputs, in the ways that checkpoints on the hub say it.
import { expect, test } from 'vitest';
import { headKindOf, headLabels, labelCount } from './head-labels.ts';
import { xlmRoberta } from './xlm-roberta.ts';

const read = (raw: Record<string, unknown>) => ({ folder: 'm', config: { raw } });
const three = { 0: 'contradiction', 1: 'neutral', 2: 'entailment' };

test.each([
  ['id2label alone', { id2label: three }],
  ['label2id alone', { label2id: { entailment: 2, neutral: 1, contradiction: 0 } }],
  ['label2id with numbers as text', { label2id: { entailment: '2', neutral: '1', contradiction: '0' } }],
  ['both', { id2label: three, label2id: { entailment: 2, neutral: 1, contradiction: 0 } }],
  ['id2label beside placeholders', { id2label: three, label2id: { LABEL_0: 0, LABEL_1: 1, LABEL_2: 2 } }],
  [
    'label2id beside placeholders',
    { id2label: { 0: 'LABEL_0', 1: 'LABEL_1' }, label2id: { entailment: 2, neutral: 1, contradiction: 0 } },
  ],
])('outputs are named in their order by %s', (_, raw) => {
  expect(headLabels(read(raw))).toEqual(['contradiction', 'neutral', 'entailment']);
});

test('names that are numbers stay as they are, and no names are none', () => {
  expect(headLabels(read({ id2label: { 0: 'LABEL_1', 1: 'LABEL_0' } }))).toEqual(['LABEL_1', 'LABEL_0']);
  expect(headLabels(read({ id2label: { 0: 0, 1: 1 } }))).toEqual(['0', '1']);
  expect(headLabels(read({ num_labels: 3 }))).toBeUndefined();
  expect(headLabels(read({ id2label: null, label2id: {} }))).toBeUndefined();
});

test.each([
  [
    { id2label: three, label2id: { contradiction: 2, neutral: 1, entailment: 0 } },
    /"contradiction" as number 0.*number 2/,
  ],
  [{ id2label: three, label2id: { yes: 0, maybe: 1, no: 2 } }, /"contradiction" as number 0.*does not know that name/],
  [{ id2label: { 0: 'yes', 1: 'yes' } }, /id2label does not give each number from 0 to 1 one name \(0 yes, 1 yes\)/],
  [{ id2label: { 1: 'yes', 2: 'no' } }, /id2label does not give each number from 0 to 1/],
  [{ label2id: { yes: 0, no: 0 } }, /label2id does not give each number from 0 to 1/],
  [{ id2label: ['yes', 'no'] }, /id2label: /],
])('%j is refused', (raw, message) => {
  expect(() => headLabels(read(raw))).toThrow(message);
  expect(() => headLabels(read(raw))).toThrow(/m, config.json: .*Correct `id2label`/);
});

test('the number of outputs is that of the names, or num_labels, or two', () => {
  expect(labelCount(read({ id2label: three, num_labels: 5 }))).toBe(3);
  expect(labelCount(read({ num_labels: 5 }))).toBe(5);
  expect(labelCount(read({}))).toBe(2);
});

test('the kind of head is that of the first architecture', () => {
  expect(headKindOf(xlmRoberta, read({ architectures: ['XLMRobertaForTokenClassification'] }).config)).toBe('tagging');
  for (const architectures of [undefined, null, [], ['Other'], 'XLMRobertaModel']) {
    expect(headKindOf(xlmRoberta, read({ architectures }).config)).toBeUndefined();
  }
});
