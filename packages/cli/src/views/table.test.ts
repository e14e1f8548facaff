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

  it('draws more rows than a call takes arguments, all with one width', () => {
    const columns = [{ title: 'n', align: 'right' as const }, { title: 'name' }];
    const rows = Array.from({ length: 150_000 }, (_, i) => [String(i), i === 149_999 ? 'mnli → 中文' : 'x']);
    const lines = table(columns, rows).split('\n');
    expect([lines.length, lines[0], lines[1], lines[1001], lines.at(-1)]).toEqual([
      150_001,
      '     n  name',
      '     0  x',
      '  1000  x',
      '149999  mnli → 中文',
    ]);
  }, 120_000);

  it('needs no titles', () => expect(table([], [['a', 'b']])).toBe('a  b'));
});
