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

  it('needs no titles', () => expect(table([], [['a', 'b']])).toBe('a  b'));
});
