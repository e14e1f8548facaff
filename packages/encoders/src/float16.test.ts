import { describe, expect, it } from 'vitest';
import { halfOfFloat, valueOfHalf } from './float16.ts';

describe('binary16', () => {
  const word = new DataView(new ArrayBuffer(4));
  const bitsOf = (value: number) => {
    word.setFloat32(0, value);
    return word.getUint32(0);
  };
  const half = (value: number) => halfOfFloat(bitsOf(value));

  it.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [0.333251953125, 0x3555],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [-0, 0x8000],
    [Number.POSITIVE_INFINITY, 0x7c00],
    [Number.NEGATIVE_INFINITY, 0xfc00],
  ])('%d has the bits of IEEE 754', (value, bits) => {
    expect(half(value)).toBe(bits);
    expect(valueOfHalf(bits)).toBe(value);
  });

  it('keeps every half', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = valueOfHalf(bits);
      if (Number.isNaN(value)) expect(valueOfHalf(half(value))).toBeNaN();
      else if (half(value) !== bits) expect.fail(`0x${bits.toString(16)} became 0x${half(value).toString(16)}`);
    }
  });

  it('rounds to the nearest, and from the middle to the even one', () => {
    // Halves are in the order of their bits. The next float32 above and below the middle must fall to the two sides.
    for (let low = 0; low < 0x7c00; low++) {
      const above = low + 1 === 0x7c00 ? 65536 : valueOfHalf(low + 1);
      const middle = bitsOf((valueOfHalf(low) + above) / 2);
      const rounded = [middle - 1, middle, middle + 1].map(halfOfFloat);
      const expected = [low, low % 2 === 0 ? low : low + 1, low + 1];
      if (rounded.join() !== expected.join()) expect.fail(`around half ${low}: ${rounded}, expected ${expected}`);
    }
    expect(halfOfFloat(0x7f800001) & 0x7fff, 'a NaN whose payload is lost stays a NaN').toBeGreaterThan(0x7c00);
  });
});
