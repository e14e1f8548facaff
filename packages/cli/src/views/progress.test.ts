import { describe, expect, it } from 'vitest';
import type { Terminal } from '../program/terminal.ts';
import { blockOf, createProgress } from './progress.ts';

const standing = {
  done: 11,
  total: 40,
  share: 0.25,
  secondsLeft: 185,
  running: [
    { title: 'mnli → xnli, seed 1', step: 120, steps: 480, stepsPerSecond: 3.214, loss: 0.8123 },
    { title: 'hellaswag, seed 2', step: 0, steps: 0, stepsPerSecond: null, loss: null },
  ],
};

describe('the progress of a study', () => {
  it('says what is done, what is left, and what each stage is at', () => {
    expect(blockOf(standing)).toEqual([
      '━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 11 of 40 stages done, 3 min 05 s left',
      '  12/40 mnli → xnli, seed 1: step 120 of 480, 3.21 steps/s, loss 0.812',
      '  13/40 hellaswag, seed 2',
    ]);
  });

  it('is redrawn in place on a terminal, and wiped before a line that stays', () => {
    const drawn: string[] = [];
    const progress = createProgress(terminalOf(true, drawn));
    progress.show(standing);
    progress.line('mnli, seed 1 failed', true);
    progress.show(standing);
    progress.end();
    expect(drawn[1]).toBe('\u001b[3A\u001b[J');
    expect(drawn[2]).toBe('mnli, seed 1 failed\n');
  });

  it('is a few plain lines elsewhere, and every important one', () => {
    const drawn: string[] = [];
    const progress = createProgress(terminalOf(false, drawn));
    for (let i = 0; i < 100; i++) {
      progress.show(standing);
      progress.line(`stage ${i} done`, false);
    }
    progress.line('stage 100 failed', true);
    progress.end();
    expect(drawn).toEqual(['stage 0 done\n', 'stage 100 failed\n']);
  });
});

const terminalOf = (redraws: boolean, drawn: string[]): Pick<Terminal, 'redraws' | 'note' | 'draw'> => ({
  redraws,
  note: (line) => drawn.push(`${line}\n`),
  draw: (text) => drawn.push(text),
});
