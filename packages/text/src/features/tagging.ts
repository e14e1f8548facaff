import { DataError, type Example, type Kind, type Task } from '@stopover/core';
import type { FeatureOptions, FeatureSet, TaggingFeature } from '../feature.ts';
import { type Row, rowName, zip } from '../rows.ts';
import type { EncodedWords, Tokenizer } from '../tokenizer.ts';

export const isTagging = (example: Example<Kind>): example is Example<'tagging'> => 'words' in example;

/** Positions without a label; the loss leaves them out. */
const unlabelled = -100;

/** Labels stand on first pieces. A sentence that is too long is split between words into several features. */
export async function taggingFeatures(
  tokenizer: Tokenizer,
  task: Task<'tagging'>,
  rows: readonly Row<Example<'tagging'>>[],
  { maxLength }: FeatureOptions,
): Promise<FeatureSet> {
  const features: TaggingFeature[] = [];
  const room = maxLength - tokenizer.specials('single');
  const indexes = new Map(task.head.labels.map((label, index) => [label, index]));
  const sentences = await tokenizer.encodeWords(rows.map(({ example }) => example.words));
  for (const [row, { ids, words }] of zip(rows, sentences)) {
    const tags = tagIndexes(row, indexes, rowName(task.name, row), task.head.labelsIn);
    const labels = words.map((word, i) => (i > 0 && words[i - 1] === word ? unlabelled : (tags[word] ?? unlabelled)));
    for (const [first, end] of parts({ ids, words }, room)) {
      features.push({
        kind: 'tagging',
        item: row.item,
        sequences: [tokenizer.single(ids.subarray(first, end))],
        labels: tokenizer.around(unlabelled, labels.subarray(first, end)),
        words: tokenizer.around(-1, words.subarray(first, end)),
      });
    }
  }
  return { features, truncated: 0 };
}

/** Ranges of at most `room` tokens that end where a word ends, or inside a word that is longer than `room`. */
function parts({ words }: EncodedWords, room: number): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  let first = 0;
  while (words.length - first > room) {
    let end = first + room;
    while (end > first && words[end] === words[end - 1]) end -= 1;
    if (end === first) end = first + room;
    ranges.push([first, end]);
    first = end;
  }
  ranges.push([first, words.length]);
  return ranges;
}

function tagIndexes(
  { example }: Row<Example<'tagging'>>,
  indexes: ReadonlyMap<string, number>,
  where: string,
  labelsIn: Task<'tagging'>['head']['labelsIn'],
): readonly number[] {
  if (example.gold.length !== example.words.length) {
    const what = `it has ${example.words.length} words and ${example.gold.length} tags`;
    throw new DataError({ where, what, remedy: 'Every word needs one tag: check the row.' });
  }
  return example.gold.map((tag) => {
    const index = indexes.get(tag);
    if (index !== undefined) return index;
    // A tag that the training rows do not have: no model can give it, and the row is scored all the same.
    if (labelsIn !== undefined) return unlabelled;
    const remedy = `Known: ${[...indexes.keys()].join(', ')}. Check the row, and the labels that the task names.`;
    throw new DataError({ where, what: `the tag "${tag}" is unknown`, remedy });
  });
}
