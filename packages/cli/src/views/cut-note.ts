import { type CutCount, isCut } from '@stopover/text';
import type { Terminal } from './terminal.ts';

/** Says what the maximum length made of some rows; nothing where it made nothing of them. */
export function noteCut(terminal: Pick<Terminal, 'note'>, of: string, cut: CutCount): void {
  if (isCut(cut)) terminal.note(`${of}: ${cutSentence(cut)}`);
}

/** `of 400 examples 3 were cut to 128 tokens (57 tokens lost) and 8 divided into 21 pieces`. */
export function cutSentence({ maxLength, examples, ...cut }: CutCount): string {
  const { truncated, lostTokens, divided, pieces, lostAnswers } = cut;
  const parts = [
    ...(truncated > 0 ? [`${truncated} cut (${lostTokens} tokens lost)`] : []),
    ...(divided > 0 ? [`${divided} divided into ${pieces} windows or pieces`] : []),
    ...(lostAnswers > 0 ? [`${lostAnswers} with an answer that no window holds`] : []),
  ];
  return `of ${examples} examples at ${maxLength} tokens, ${parts.join(', ')}.`;
}
