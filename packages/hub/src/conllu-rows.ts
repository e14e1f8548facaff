// CoNLL-U, the format of Universal Dependencies: https://universaldependencies.org/format.html
import { DataError } from '@stopover/core';
import { readLines } from '@stopover/files';

/** A line of a sentence: a word, a range of words that are written as one (`1-2`), or an empty node (`8.1`). */
export interface TreebankToken {
  readonly id: string;
  readonly form: string;
  readonly upos: string;
  /** Id of the word that it depends on, `0` for the root, `_` for a range. */
  readonly head: string;
  /** The enhanced graph, as it is written: `4:nsubj|11:obj`. */
  readonly deps: string;
}

/** A sentence of a treebank. */
export interface TreebankSentence {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** Number of its first line, from 1. */
  readonly line: number;
  /** What `# sent_id = ` says; null without. */
  readonly sentence: string | null;
  readonly tokens: readonly TreebankToken[];
}

const columns = 10;

/**
 * The sentences of a file, in order. One with a line that has not ten columns comes as the DataError that says so, in
 * its place.
 * @throws DataError naming the line that is not UTF-8.
 */
export async function* conlluRows(
  path: string,
  file: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<TreebankSentence | DataError> {
  let lines: { readonly number: number; readonly text: string }[] = [];
  for await (const line of readLines(path, chunks)) {
    if (line.text.trim() !== '') lines.push(line);
    else if (lines.length > 0) {
      yield sentenceOf(lines, path, file);
      lines = [];
    }
  }
  if (lines.length > 0) yield sentenceOf(lines, path, file);
}

function sentenceOf(
  lines: readonly { readonly number: number; readonly text: string }[],
  path: string,
  file: string,
): TreebankSentence | DataError {
  const tokens: TreebankToken[] = [];
  let sentence: string | null = null;
  for (const { number, text } of lines) {
    if (text.startsWith('#')) {
      sentence ??= /^#\s*sent_id\s*=\s*(.*\S)/u.exec(text)?.[1] ?? null;
      continue;
    }
    const cells = text.split('\t');
    const [id = '', form = '', , upos = '', , , head = '', , deps = ''] = cells;
    if (cells.length !== columns || !/^\d+([-.]\d+)?$/.test(id)) {
      const what = `this is no line of CoNLL-U: it has ${cells.length} columns of ${columns}, and the id "${id}"`;
      return new DataError({ where: `${path}, line ${number}`, what, remedy: 'Fetch the treebank again.' });
    }
    tokens.push({ id, form, upos, head, deps });
  }
  return { file, line: lines[0]?.number ?? 0, sentence, tokens };
}
