import { describe, expect, it } from 'vitest';
import { byteSize, counted, duration } from './quantities.ts';

describe('quantities', () => {
  it.each([
    [0.04, '0.0 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [185, '3 min 05 s'],
    [3599.7, '1 h 00 min'],
    [7800, '2 h 10 min'],
    [273_600, '3 d 4 h'],
    [Number.POSITIVE_INFINITY, '?'],
  ])('says %d seconds as %s', (seconds, words) => expect(duration(seconds)).toBe(words));

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [4_120_000, '4.1 MB'],
    [12_300_000_000, '12 GB'],
  ])('says %d bytes as %s', (bytes, words) => expect(byteSize(bytes)).toBe(words));

  it('counts in the right number', () => {
    expect([counted(0, 'stage'), counted(1, 'stage'), counted(2, 'process', 'processes')]).toEqual([
      '0 stages',
      '1 stage',
      '2 processes',
    ]);
  });
});
