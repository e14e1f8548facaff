import { describe, expect, it } from 'vitest';
import { table } from './table.ts';

describe('table', () => {
  it('aligns columns, wide letters too, and leaves no trailing space', () => {
    const columns = [{ title: 'language' }, { title: 'score', align: 'right' as const }];
    const rows = [
      ['Deutsch', '7.5'],
      ['中文', '61.25'],
    ];
    expect(table(columns, rows)).toBe('language  score\nDeutsch     7.5\n中文      61.25');
  });

  it('gives all of its rows one width, however many there are', () => {
    const columns = [{ title: 'n', align: 'right' as const }, { title: 'name' }];
    const rows = Array.from({ length: 2500 }, (_, i) => [String(i), i === 2499 ? 'mnli → 中文' : 'x']);
    const lines = table(columns, rows).split('\n');
    expect([lines.length, lines[0], lines[1], lines[1001], lines.at(-1)]).toEqual([
      2501,
      '   n  name',
      '   0  x',
      '1000  x',
      '2499  mnli → 中文',
    ]);
  });

  it('draws more rows than a call takes arguments', () => {
    // The library alone fails from about 125,000 on.
    const rows = Array.from({ length: 130_000 }, () => ['x']);
    expect(table([], rows).length).toBe(2 * rows.length - 1);
  }, 120_000);

  it('needs no titles', () => expect(table([], [['a', 'b']])).toBe('a  b'));
});
