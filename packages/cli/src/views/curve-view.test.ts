import { describe, expect, it } from 'vitest';
import { curveLines } from './curve-view.ts';

describe('a curve in a terminal', () => {
  it('has its first and last point in the corners, and its numbers at the axes', () => {
    const points = Array.from({ length: 40 }, (_, i) => ({ x: i + 1, y: 2 / (i + 1) }));
    expect(curveLines(points, { width: 30, height: 5 }, 'step').join('\n')).toMatchInlineSnapshot(`
      "2.00 ┤⢇
           ┤⢸
           ┤ ⡇
           ┤ ⠘⢄
      0.05 ┤   ⠉⠑⠒⠢⠤⠤⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
           └──────────────────────────────
            1                      step 40"
    `);
  });

  it('is drawn where it is flat', () => {
    const flat = curveLines(
      [
        { x: 0, y: 0 },
        { x: 10, y: 0 },
      ],
      { width: 12, height: 3 },
      'step',
    );
    expect(flat.join('\n')).toMatchInlineSnapshot(`
      "     ┤
      0.00 ┤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤
           ┤
           └────────────
            0    step 10"
    `);
  });

  it('takes as many points as a training has steps', () => {
    const points = Array.from({ length: 500_000 }, (_, x) => ({ x, y: Math.sin(x / 80_000) }));
    expect(curveLines(points, { width: 60, height: 8 }, 'step')).toHaveLength(10);
  });
});
