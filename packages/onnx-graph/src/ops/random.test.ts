import { cpu } from '@stopover/backend-cpu';
import type { Tensor } from '@stopover/core';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../builder.ts';
import { createOps } from '../ops.ts';
import { serialize } from '../serialize.ts';

const [rows, columns, share] = [200, 96, 0.1];
const cells = rows * columns;
const int32 = (data: readonly number[], shape: readonly number[]): Tensor => ({
  type: 'int32',
  shape,
  data: Int32Array.from(data),
});

/** What two nodes of one graph keep of ones: 1 or 0 for every cell. */
async function kept(seed: number): Promise<readonly (readonly number[])[]> {
  const op = createOps(new GraphBuilder('float32', { dropout: 'counted' }));
  const x = op.graph.input('x', 'float32', ['n', columns]);
  for (const node of [1, 2]) {
    const [y] = op.Dropout(x, share, node);
    if (y) op.graph.output(`y${node}`, y);
  }
  await using session = await cpu().open(serialize(op.graph), { threads: 1 });
  const { y1, y2 } = await session.run({
    x: { type: 'float32', shape: [rows, columns], data: new Float32Array(cells).fill(1) },
    'iota.n': int32([...Array(rows).keys()], [rows]),
    'dropout.seed': int32([seed], []),
  });
  const scale = Math.fround(1 / (1 - share));
  return [y1, y2].map((y) => {
    const values = [...(y?.data ?? [])].map(Number);
    expect(new Set(values)).toEqual(new Set([0, scale]));
    return values.map((value) => (value === 0 ? 0 : 1));
  });
}

const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
/** Correlation of two 0/1 series of one rate, in standard deviations of what independence would give. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const [p, q] = [mean(a), mean(b)];
  const both = mean(a.map((x, i) => (x - p) * ((b[i] ?? 0) - q)));
  return (both / Math.sqrt(p * (1 - p) * q * (1 - q))) * Math.sqrt(a.length);
}

describe('counted dropout', () => {
  // Of some 400 measures below, the largest of independent ones is about 3 standard deviations; 5 is one in a million.
  const far = 5;

  test('keeps the share it should, in every seed and node', async () => {
    for (const seed of [0, 1, 2, 0x7fffffff, 12345]) {
      for (const node of await kept(seed)) {
        const deviation = Math.sqrt((share * (1 - share)) / cells);
        expect(Math.abs(mean(node) - (1 - share)) / deviation, `seed ${seed}`).toBeLessThan(far);
      }
    }
  });

  test('neighbours, nodes and seeds have nothing to do with each other', async () => {
    for (const seed of [0, 1, 4711]) {
      const [one = [], two = []] = await kept(seed);
      const [next = []] = await kept(seed + 1);
      for (const lag of [1, 2, 3, 4, 8, 16, 32, columns - 1, columns, columns + 1, 2 * columns, 64 * columns]) {
        expect(Math.abs(correlation(one.slice(lag), one.slice(0, -lag))), `seed ${seed}, lag ${lag}`).toBeLessThan(far);
      }
      expect(Math.abs(correlation(one, two)), `nodes of seed ${seed}`).toBeLessThan(far);
      expect(Math.abs(correlation(one, next)), `seeds ${seed} and after`).toBeLessThan(far);
    }
  });

  test('no column and no row is favoured', async () => {
    const [one = []] = await kept(99);
    const deviation = (n: number) => Math.sqrt((share * (1 - share)) / n);
    for (let c = 0; c < columns; c++) {
      const rate = mean(one.filter((_, i) => i % columns === c));
      expect(Math.abs(rate - (1 - share)) / deviation(rows), `column ${c}`).toBeLessThan(far);
    }
    for (let r = 0; r < rows; r++) {
      const rate = mean(one.slice(r * columns, (r + 1) * columns));
      expect(Math.abs(rate - (1 - share)) / deviation(columns), `row ${r}`).toBeLessThan(far);
    }
  });

  test('the same seed drops the same', async () => {
    expect(await kept(7)).toEqual(await kept(7));
    expect(await kept(7)).not.toEqual(await kept(8));
  });
});
