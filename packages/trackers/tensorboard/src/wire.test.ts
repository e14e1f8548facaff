import { describe, expect, it } from 'vitest';
import { double, fieldsIn, float, message, nested, whole } from './wire.ts';

describe('fields on the wire', () => {
  it('are those of the examples in the description of Protocol Buffers', () => {
    expect([...whole(1, 150)]).toEqual([0x08, 0x96, 0x01]);
    expect([...nested(2, 'testing')]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...nested(3, [whole(1, 150)])]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
    expect([...float(5, 1)]).toEqual([0x2d, 0, 0, 0x80, 0x3f]);
    expect([...double(1, 1)]).toEqual([0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  });

  it.each([0, 1, 127, 128, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER])(
    'give %d back, whatever stands before',
    (value) => {
      const before = [double(1, 3.5), nested(5, 'text'), float(6, 1), whole(3, 7)];
      const fields = fieldsIn(message(...before, whole(2, value)));
      expect([...fields.keys()]).toEqual([1, 5, 6, 3, 2]);
      expect(fields.get(2)).toBe(value);
      expect(fields.get(5)).toEqual(new Uint8Array(Buffer.from('text')));
    },
  );

  it.each([
    ['a number is not whole', [0x10, 0x80]],
    ['a text is shorter than it says', [0x12, 0x05, 0x74]],
    ['a type is none', [0x13]],
  ])('are no message where %s', (_, bytes) => {
    expect(() => fieldsIn(Uint8Array.from(bytes))).toThrow(RangeError);
  });
});
