import { DataError, type Example, type Kind, type Task } from '@stopover/core';
import type { ExampleCut } from '../cut.ts';
import type { ChoiceFeature, FeatureOptions, FeaturePart } from '../feature.ts';
import { joined } from '../joined.ts';
import { checkLabel, type Row, rowName, zip } from '../rows.ts';
import type { Tokenizer } from '../tokenizer.ts';

export const isChoice = (example: Example<Kind>): example is Example<'choice'> => 'choices' in example;

/**
 * One sequence a choice, cut longest first: the context, which is the longer, loses its end, and the choice only where
 * it is longer than half of the sequence. So do XTREME-R's run_xcopa.py (`truncation=True` of a fast tokenizer) and
 * jiant (`truncate_sequences`).
 */
export async function choiceFeatures(
  tokenizer: Tokenizer,
  task: Task<'choice'>,
  rows: readonly Row<Example<'choice'>>[],
  { maxLength }: FeatureOptions,
): Promise<FeaturePart> {
  const features: ChoiceFeature[] = [];
  const cuts: ExampleCut[] = [];
  const contexts = await tokenizer.ids(rows.map(({ example }) => example.context));
  const choices = await tokenizer.ids(rows.flatMap(({ example }) => example.choices));
  let from = 0;
  for (const [row, context] of zip(rows, contexts)) {
    const count = row.example.choices.length;
    const where = rowName(task.name, row);
    if (count === 0) throw new DataError({ where, what: 'it has no choices', remedy: 'Check the row.' });
    const label = checkLabel(row.example.gold, count, where);
    const pairs = choices.slice(from, from + count).map((choice) => joined(tokenizer, context, choice, maxLength));
    from += count;
    const tokens = pairs.reduce((most, pair) => Math.max(most, pair.tokens), 0);
    cuts.push({ item: row.item, tokens, lost: pairs.reduce((sum, { lost }) => sum + lost, 0), windows: 1 });
    const seconds = pairs.flatMap((one) => one.seconds ?? []);
    features.push({
      kind: 'choice',
      item: row.item,
      sequences: pairs.map(({ sequence }) => sequence),
      label,
      ...(seconds.length > 0 ? { seconds } : {}),
    });
  }
  return { features, cuts };
}
