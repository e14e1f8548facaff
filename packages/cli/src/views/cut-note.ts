import { type CutCount, isCut } from '@stopover/text';
import type { Terminal } from '../program/terminal.ts';

/** Says what the maximum length made of some rows; nothing where it made nothing of them. */
export function noteCut(terminal: Pick<Terminal, 'note'>, of: string, cut: CutCount): void {
  if (isCut(cut)) terminal.note(`${of}: ${cutSentence(cut)}`);
}

/** `of 400 examples 3 were truncated to 128 tokens (57 tokens lost) and 8 split into 21 windows`. */
function cutSentence({ maxLength, examples, ...cut }: CutCount): string {
  const { truncated, lostTokens, splitInputs, windows, lostAnswers } = cut;
  const parts = [
    ...(truncated > 0 ? [`${truncated} truncated (${lostTokens} tokens lost)`] : []),
    ...(splitInputs > 0 ? [`${splitInputs} split into ${windows} windows`] : []),
    ...(lostAnswers > 0 ? [`${lostAnswers} with an answer that no window holds`] : []),
  ];
  return `of ${examples} examples at ${maxLength} tokens, ${parts.join(', ')}.`;
}
