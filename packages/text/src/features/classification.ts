import type { Example, Kind, Task } from '@stopover/core';
import type { ExampleCut } from '../cut.ts';
import type { ClassificationFeature, FeatureOptions, FeaturePart } from '../feature.ts';
import { joined } from '../joined.ts';
import { checkLabel, type Row, rowName, zip } from '../rows.ts';
import type { Tokenizer } from '../tokenizer.ts';

export const isClassification = (example: Example<Kind>): example is Example<'classification'> =>
  'text' in example && typeof example.gold === 'number';

/** A text or a pair, cut longest first. */
export async function classificationFeatures(
  tokenizer: Tokenizer,
  task: Task<'classification'>,
  rows: readonly Row<Example<'classification'>>[],
  { maxLength }: FeatureOptions,
): Promise<FeaturePart> {
  const features: ClassificationFeature[] = [];
  const cuts: ExampleCut[] = [];
  const texts = await tokenizer.ids(rows.map(({ example }) => example.text));
  const pairs = await tokenizer.ids(rows.map(({ example }) => example.pair ?? ''));
  for (const [row, [text, pair]] of zip(rows, [...zip(texts, pairs)])) {
    const { item, example } = row;
    const label = checkLabel(example.gold, task.head.labels.length, rowName(task.name, row));
    const second = example.pair === undefined ? undefined : pair;
    const { sequence, tokens, lost, seconds } = joined(tokenizer, text, second, maxLength);
    cuts.push({ item, tokens, lost, windows: 1 });
    features.push({ kind: 'classification', item, sequences: [sequence], label, ...(seconds && { seconds }) });
  }
  return { features, cuts };
}
