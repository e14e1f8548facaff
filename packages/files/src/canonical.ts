import { createHash } from 'node:crypto';

/**
 * JSON with sorted keys and no white space: one text for one value, on any machine.
 * @throws TypeError on what JSON cannot hold (undefined in a list, a function, NaN), so that no key is made of a hole.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`).join(',')}}`;
  }
  throw new TypeError(`a key cannot be made of ${typeof value === 'number' ? value : typeof value}`);
}

/** SHA-256 of a text or of bytes, 64 hex digits. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The content address of a value: SHA-256 of its canonical JSON. */
export const contentKey = (value: unknown): string => sha256(canonicalJson(value));
