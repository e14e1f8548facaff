import { DataError, type Example, type Kind, type Task } from '@stopover/core';
import type { ExampleCut } from '../cut.ts';
import type { FeatureOptions, FeaturePart, TaggingFeature } from '../feature.ts';
import { type Row, rowName, zip } from '../rows.ts';
import type { EncodedWords, Tokenizer } from '../tokenizer.ts';

export const isTagging = (example: Example<Kind>): example is Example<'tagging'> => 'words' in example;

/** Positions without a label; the loss leaves them out. */
const unlabelled = -100;

/**
 * Labels stand on first pieces. A sentence that is too long is split between words into several features, filled from
 * the left, so that every word is tagged once whatever the length; what is cut at a split is the context that a tag is
 * guessed from, and a chunk (of PAN-X, say) may be guessed in two parts. XTREME's utils_preprocess.py splits alike, with
 * two differences: it leaves room for three special tokens where XLM-R has two, and a word of more pieces than fit
 * becomes one unknown token, where here it keeps the first pieces that fit and the rest is counted as lost. A word of
 * which the tokenizer leaves nothing is one unknown token in both. jiant cuts the sentence and loses its last words.
 */
export async function taggingFeatures(
  tokenizer: Tokenizer,
  task: Task<'tagging'>,
  rows: readonly Row<Example<'tagging'>>[],
  { maxLength }: FeatureOptions,
): Promise<FeaturePart> {
  const features: TaggingFeature[] = [];
  const cuts: ExampleCut[] = [];
  const specials = tokenizer.specials('single');
  const indexes = new Map(task.head.labels.map((label, index) => [label, index]));
  const sentences = await tokenizer.encodeWords(rows.map(({ example }) => example.words));
  for (const [row, sentence] of zip(rows, sentences)) {
    const { ids, words } = shortened(sentence, maxLength - specials);
    const tags = tagIndexes(row, indexes, rowName(task.name, row), task.head.labelsIn);
    const labels = words.map((word, i) => (i > 0 && words[i - 1] === word ? unlabelled : (tags[word] ?? unlabelled)));
    const ranges = parts(words, maxLength - specials);
    for (const [first, end] of ranges) {
      features.push({
        kind: 'tagging',
        item: row.item,
        sequences: [tokenizer.single(ids.subarray(first, end))],
        labels: tokenizer.around(unlabelled, labels.subarray(first, end)),
        words: tokenizer.around(-1, words.subarray(first, end)),
      });
    }
    const lost = sentence.ids.length - ids.length;
    cuts.push({ item: row.item, tokens: sentence.ids.length + specials, lost, windows: ranges.length });
  }
  return { features, cuts };
}

/** A sentence whose words have at most `room` tokens each. */
function shortened(sentence: EncodedWords, room: number): EncodedWords {
  const { ids, words } = sentence;
  if (ids.length <= room) return sentence;
  // A word's tokens stand together, so a token that is too far in its word has the same word `room` tokens before it.
  const fits = (_: number, i: number) => i < room || words[i - room] !== words[i];
  return { ids: ids.filter(fits), words: words.filter(fits) };
}

/** Ranges of at most `room` tokens that end where a word ends; no word has more tokens than that. */
function parts(words: Int32Array, room: number): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  let first = 0;
  while (words.length - first > room) {
    let end = first + room;
    while (words[end] === words[end - 1]) end -= 1;
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
