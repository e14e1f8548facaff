/** What the maximum length made of one example. */
export interface ExampleCut {
  /** The example's index. */
  readonly item: number;
  /** Tokens of its longest sequence before anything was cut or split, special tokens included. */
  readonly tokens: number;
  /** Tokens that were cut away and stand in no sequence, summed over the example's sequences. */
  readonly lost: number;
  /** Windows of a context, or pieces of a sentence, that it became; 1 where nothing was split. */
  readonly windows: number;
  /** No window holds the whole answer, though its place in the context is known. */
  readonly answerLost?: boolean;
}

/** What a maximum length made of many examples. */
export interface CutCount {
  /** Tokens of a sequence at most, special tokens included. */
  readonly maxLength: number;
  /** All examples, the uncut ones too. */
  readonly examples: number;
  /** Examples that lost tokens. */
  readonly truncated: number;
  /** Tokens that those lost, summed over their sequences. */
  readonly lostTokens: number;
  /** Examples that became several windows or pieces; this alone loses nothing. */
  readonly splitInputs: number;
  /** Windows or pieces that those became. */
  readonly windows: number;
  /** Examples of which no window holds the whole answer: training cannot learn it, and no prediction reaches it. */
  readonly lostAnswers: number;
}

/** The count of no examples. */
export const noCuts = (maxLength: number): CutCount => ({
  maxLength,
  examples: 0,
  truncated: 0,
  lostTokens: 0,
  splitInputs: 0,
  windows: 0,
  lostAnswers: 0,
});

/** Whether anything was cut or divided at all. */
export const isCut = ({ truncated, splitInputs, lostAnswers }: CutCount): boolean =>
  truncated + splitInputs + lostAnswers > 0;

/** A count with further examples in it. */
export function countCuts(before: CutCount, cuts: readonly ExampleCut[]): CutCount {
  let { examples, truncated, lostTokens, splitInputs, windows, lostAnswers } = before;
  for (const cut of cuts) {
    examples += 1;
    if (cut.lost > 0) truncated += 1;
    lostTokens += cut.lost;
    if (cut.windows > 1) {
      splitInputs += 1;
      windows += cut.windows;
    }
    if (cut.answerLost) lostAnswers += 1;
  }
  return { maxLength: before.maxLength, examples, truncated, lostTokens, splitInputs, windows, lostAnswers };
}
