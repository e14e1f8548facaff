import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from './checksum.ts';

describe('CRC-32C', () => {
  const upwards = Uint8Array.from({ length: 32 }, (_, i) => i);
  // RFC 3720, B.4, whose bytes are in the order of the wire.
  it.each([
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['0 to 31', upwards, 0x46dd794e],
    ['31 to 0', upwards.toReversed(), 0x113fdb5c],
    ['the digits 1 to 9', Buffer.from('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(), 0],
  ])('of %s', (_, bytes, crc) => {
    expect(crc32c(bytes)).toBe(crc);
  });

  it('is turned and moved where TFRecord keeps it', () => {
    const crc = 0x8a9136aa;
    const turned = ((crc >>> 15) | (crc << 17)) >>> 0;
    expect(maskedCrc32c(new Uint8Array(32))).toBe((turned + 0xa282ead8) % 2 ** 32);
  });
});
