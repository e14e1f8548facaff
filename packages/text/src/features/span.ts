import { type Answers, DataError, type Example, type Kind, type Task } from '@stopover/core';
import type { ExampleCut } from '../cut.ts';
import type { FeatureOptions, FeaturePart, SpanFeature } from '../feature.ts';
import { secondsOf } from '../joined.ts';
import { type Row, rowName, zip } from '../rows.ts';
import type { Encoded, Tokenizer } from '../tokenizer.ts';
import { wholeCharacters } from '../whole-characters.ts';
import { type Range, widestIn, windows } from '../windows.ts';

export const isSpan = (example: Example<Kind>): example is Example<'span'> => 'question' in example;

/** Tokens of a question at most: `max_query_length` of run_squad.py and of jiant, which XTREME leaves as it is. */
const questionTokens = 64;

/**
 * The question, then a window of the context; windows begin `stride` tokens apart and cover all of it, as run_squad.py
 * makes them. A question is cut to 64 tokens, and to half of the sequence where that is less. A window that does not
 * hold the whole answer is trained to say that there is none, whatever the task.
 */
export async function spanFeatures(
  tokenizer: Tokenizer,
  task: Task<'span'>,
  rows: readonly Row<Example<'span'>>[],
  { maxLength, stride }: FeatureOptions,
): Promise<FeaturePart> {
  const features: SpanFeature[] = [];
  const cuts: ExampleCut[] = [];
  const specials = tokenizer.specials('pair');
  const questionRoom = Math.min(questionTokens, Math.floor(maxLength / 2), maxLength - specials - 1);
  const questions = await tokenizer.encode(rows.map(({ example }) => example.question));
  const contexts = await tokenizer.encode(rows.map(({ example }) => example.context));
  for (const [row, [question, encoded]] of zip(rows, [...zip(questions, contexts)])) {
    const context = { ...encoded, ends: wholeCharacters(row.example.context, encoded) };
    const asked = question.ids.subarray(0, questionRoom);
    const answer = answerTokens(row, context, rowName(task.name, row));
    const room = maxLength - specials - asked.length;
    const ranges = windows(context.ids.length, room, stride);
    for (const [window, range] of ranges.entries()) {
      const feature = windowFeature(tokenizer, row.item, asked, context, range, answer);
      const widest = tokenizer.around(0, new Int32Array(asked.length), widestIn(ranges, window));
      features.push({ ...feature, window, widest: Uint8Array.from(widest) });
    }
    const answerLost = answer !== undefined && !ranges.some((range) => holds(range, answer));
    cuts.push({
      item: row.item,
      tokens: question.ids.length + context.ids.length + specials,
      lost: question.ids.length - asked.length,
      windows: ranges.length,
      ...(answerLost && { answerLost }),
    });
  }
  return { features, cuts };
}

const holds = ({ first, end }: Range, answer: Range): boolean => answer.first >= first && answer.end <= end;

function windowFeature(
  tokenizer: Tokenizer,
  item: number,
  question: Int32Array,
  context: Encoded,
  range: Range,
  answer: Range | undefined,
): Omit<SpanFeature, 'window' | 'widest'> {
  const { first, end } = range;
  const ids = context.ids.subarray(first, end);
  const sequence = tokenizer.pair(question, ids);
  // Which token of the context stands at each position; -1 at the question and the special tokens.
  const tokens = tokenizer.around(
    -1,
    new Int32Array(question.length).fill(-1),
    Int32Array.from(ids, (_, i) => first + i),
  );
  const offsets = new Int32Array(2 * sequence.length).fill(-1);
  for (const [position, token] of tokens.entries()) {
    if (token < 0) continue;
    offsets[2 * position] = context.starts[token] ?? -1;
    offsets[2 * position + 1] = context.ends[token] ?? -1;
  }
  const whole = answer !== undefined && holds(range, answer);
  const start = whole ? tokens.indexOf(answer.first) : 0;
  const last = whole ? tokens.indexOf(answer.end - 1) : 0;
  return {
    kind: 'span',
    item,
    sequences: [sequence],
    start,
    end: last,
    offsets,
    ...secondsOf(tokenizer, question.length),
  };
}

/**
 * The context's tokens that hold the first answer; undefined when the question has none, or (start -1) has one whose
 * place is not known: such a row can be scored, and a task that trains on its rows leaves it out.
 */
function answerTokens({ example }: Row<Example<'span'>>, context: Encoded, where: string): Range | undefined {
  const [text] = example.gold.texts;
  const { start } = example.gold;
  if (text === undefined || start === -1) return undefined;
  const end = start + text.length;
  if (text === '' || start < 0 || example.context.slice(start, end) !== text)
    throw mismatch(example.gold, example.context, where);
  // The sentencepiece mark may be a token of its own on a word's first character: the last one that starts there counts.
  const at = context.starts.findLastIndex((tokenStart) => tokenStart <= start);
  const first = (context.ends[at] ?? 0) > start ? at : at + 1;
  const last = context.starts.findLastIndex((tokenStart) => tokenStart < end);
  if (last >= first) return { first, end: last + 1 };
  throw new DataError({
    where,
    what: `the tokenizer leaves nothing of the answer ${JSON.stringify(text)}`,
    remedy: 'Leave the row out, or use another tokenizer.',
  });
}

function mismatch({ texts, start }: Answers, context: string, where: string): DataError {
  const [text = ''] = texts;
  const found = JSON.stringify(context.slice(Math.max(0, start), Math.max(0, start) + text.length));
  return new DataError({
    where,
    what: `the answer ${JSON.stringify(text)} does not stand at ${start} in the context (there is ${found})`,
    remedy:
      'Check answer_start: it counts UTF-16 units here, code points in the published files; -1 says it is not known.',
  });
}
