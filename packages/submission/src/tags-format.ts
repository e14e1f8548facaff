import { seqevalScores, stripBlanks } from '@stopover/metrics';
import { assertSameCount } from './assert-rows.ts';
import { readBoth } from './attempt.ts';
import type { Place, Tell } from './finding.ts';
import type { Format } from './format.ts';
import { linesOf } from './text-lines.ts';

interface Sentence extends Place {
  readonly tags: readonly string[];
}

/** One tag a line and an empty line after each sentence; the score is seqeval's (PAN-X, UDPOS). */
export const tagsFormat: Format = {
  suffix: 'tsv',
  layout: 'one tag a line, and an empty line after each sentence',
  async score(files, { chunks }, tell) {
    const { predictions, labels } = await readBoth(
      tell,
      () => readSentences(files.predictions, tell),
      () => readSentences(files.labels, tell),
    );
    tellUneven(labels, predictions, tell);
    assertSameCount({ labels, predictions, files, unit: 'sentences' });
    if (labels.length === 0) tell('no-sentences', { file: files.labels }, 'the file has no sentences');
    const tagsOf = (sentences: readonly Sentence[]) => sentences.map(({ tags }) => tags);
    return { scores: { ...seqevalScores(tagsOf(labels), tagsOf(predictions), chunks) }, rows: labels.length };
  },
};

/** Sentences as evaluate.py reads them: every empty line ends one, also one without words. */
async function readSentences(file: string, tell: Tell): Promise<readonly Sentence[]> {
  const sentences: Sentence[] = [];
  let tags: string[] = [];
  let start = 1;
  for await (const { number, text } of linesOf(file, tell)) {
    const tag = stripBlanks(text);
    if (tag !== '') {
      tags.push(tag);
      continue;
    }
    if (tags.length === 0) tell('empty-sentence', { file, line: number }, 'the empty line ends no sentence');
    sentences.push({ file, line: start, tags });
    tags = [];
    start = number + 1;
  }
  if (tags.length > 0) sentences.push({ file, line: start, tags });
  return sentences;
}

function tellUneven(labels: readonly Sentence[], predictions: readonly Sentence[], tell: Tell): void {
  for (const [i, label] of labels.entries()) {
    const sentence = predictions[i];
    if (!sentence || sentence.tags.length === label.tags.length) continue;
    const what = `the sentence has ${sentence.tags.length} tags, and ${label.tags.length} in ${label.file}, line ${label.line}`;
    tell('uneven-sentence', sentence, what);
    // Where sentences are missing, all that follow differ; the first one is the one to look at.
    if (labels.length !== predictions.length) return;
  }
}
