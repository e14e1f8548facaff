// TFRecord: a record's length in 8 bytes and their checksum, its bytes and their checksum, all little-endian.
import { maskedCrc32c } from './checksum.ts';

/** Bytes of a record's length and its checksum. */
const head = 12;
/** Bytes of the checksum behind it. */
const tail = 4;

/** Records as they stand in a file, one after the other. */
export function framed(records: readonly Uint8Array[]): Uint8Array {
  const file = new Uint8Array(records.reduce((sum, { length }) => sum + head + length + tail, 0));
  const view = new DataView(file.buffer);
  let at = 0;
  for (const record of records) {
    view.setBigUint64(at, BigInt(record.length), true);
    view.setUint32(at + 8, maskedCrc32c(file.subarray(at, at + 8)), true);
    file.set(record, at + head);
    view.setUint32(at + head + record.length, maskedCrc32c(record), true);
    at += head + record.length + tail;
  }
  return file;
}

/** The records of a file up to the first that is not whole: its writer was killed, or writes it now. */
export function recordsIn(file: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at + head <= file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    const end = at + head + length;
    if (view.getUint32(at + 8, true) !== maskedCrc32c(file.subarray(at, at + 8)) || end + tail > file.length) break;
    const record = file.subarray(at + head, end);
    if (view.getUint32(end, true) !== maskedCrc32c(record)) break;
    records.push(record);
    at = end + tail;
  }
  return records;
}
