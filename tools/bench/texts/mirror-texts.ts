// Every distinct text in the Parquet tables of a mirror.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetRows } from '@stopover/hub';

/**
 * Texts of all tables, each once, in the order of the files' names.
 * @param {string} mirror
 * @returns {Promise<readonly string[]>}
 */
export async function mirrorTexts(mirror) {
  const data = join(mirror, 'datasets');
  const files = (await readdir(data, { recursive: true })).filter((name) => name.endsWith('.parquet')).sort();
  /** @type {Set<string>} */
  const texts = new Set();
  for (const file of files) {
    for await (const row of parquetRows(join(data, file))) collect(row, texts);
  }
  return [...texts];
}

/** Adds the strings in a value, however deep. @param {unknown} value @param {Set<string>} texts */
function collect(value, texts) {
  if (typeof value === 'string') {
    if (/\p{L}/u.test(value)) texts.add(value);
  } else if (Array.isArray(value)) for (const part of value) collect(part, texts);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) collect(part, texts);
}
