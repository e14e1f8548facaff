import { DataError, type Example, type Kind, type Task } from '@stopover/core';
import type { ChoiceFeature, FeatureOptions, FeatureSet } from '../feature.ts';
import { firstOnly } from '../fit.ts';
import { joined } from '../joined.ts';
import { checkLabel, type Row, rowName, zip } from '../rows.ts';
import type { Tokenizer } from '../tokenizer.ts';

export const isChoice = (example: Example<Kind>): example is Example<'choice'> => 'choices' in example;

/** One sequence a choice; a context that is too long loses its end, the choice stays. */
export async function choiceFeatures(
  tokenizer: Tokenizer,
  task: Task<'choice'>,
  rows: readonly Row<Example<'choice'>>[],
  { maxLength }: FeatureOptions,
): Promise<FeatureSet> {
  const features: ChoiceFeature[] = [];
  let truncated = 0;
  const contexts = await tokenizer.ids(rows.map(({ example }) => example.context));
  const choices = await tokenizer.ids(rows.flatMap(({ example }) => example.choices));
  let from = 0;
  for (const [row, context] of zip(rows, contexts)) {
    const count = row.example.choices.length;
    const where = rowName(task.name, row);
    if (count === 0) throw new DataError({ where, what: 'it has no choices', remedy: 'Check the row.' });
    const label = checkLabel(row.example.gold, count, where);
    const cuts = choices
      .slice(from, from + count)
      .map((choice) => joined(tokenizer, context, choice, maxLength, firstOnly));
    from += count;
    for (const { cut } of cuts) truncated += cut;
    const seconds = cuts.flatMap((one) => one.seconds ?? []);
    features.push({
      kind: 'choice',
      item: row.item,
      sequences: cuts.map(({ sequence }) => sequence),
      label,
      ...(seconds.length > 0 ? { seconds } : {}),
    });
  }
  return { features, truncated };
}
