import { describe, expect, it } from 'vitest';
import { drawBalanced, redrawBalanced } from './balance.ts';
import { Dice } from './dice.ts';
import { defaultSeed, sizes } from './sizes.ts';
import { writeDraws } from './tables/kept-pairs.ts';
import { labelOf } from './tables/table.ts';

const tables = [
  { repo: 'nyu-mll/multi_nli', split: 'train', count: sizes.mnli.train },
  { repo: 'nyu-mll/multi_nli', split: 'validation', count: sizes.mnli.validation },
  { repo: 'facebook/xnli', split: 'validation', count: sizes.xnli.validation },
  { repo: 'facebook/xnli', split: 'test', count: sizes.xnli.test },
] as const;

/** Words in lines of the width that the formatter has. */
function inLines(words: string): string {
  const lines: string[] = [''];
  for (const word of words.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length + 1 > 118) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

describe('balanced pairs', () => {
  it('are found again from the draws that were kept of them, and those of the usual world lie here', async () => {
    const entries = tables.map(({ repo, split, count }) => {
      const label = labelOf(repo, split);
      const { items, kept } = drawBalanced(new Dice(defaultSeed, label), count, split);
      expect(redrawBalanced(new Dice(defaultSeed, label), kept)).toEqual(items);
      return `  '${label}': \`${inLines(writeDraws(kept))}\`,\n`;
    });
    await expect(
      [
        '/**\n * The draws of the usual world by which `redrawBalanced` finds its pairs of each table and split, as words.\n',
        ' * Searching for them takes seconds in each process; `npx vitest run packages/miniature -u` writes them.\n */\n',
        'export const keptDrawsByTable: Readonly<Record<string, string>> = {\n',
        ...entries,
        '};\n',
      ].join(''),
    ).toMatchFileSnapshot('kept-draws.ts');
  });
});
