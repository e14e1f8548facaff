import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetRows } from '@stopover/hub';

/** Distinct texts of all Parquet tables of a mirror, in the order of the files' names. */
export async function mirrorTexts(mirror: string): Promise<readonly string[]> {
  const data = join(mirror, 'datasets');
  const files = (await readdir(data, { recursive: true })).filter((name) => name.endsWith('.parquet')).sort();
  const texts = new Set<string>();
  for (const file of files) {
    for await (const row of parquetRows(join(data, file))) collect(row, texts);
  }
  return [...texts];
}

/** Adds the strings in a value, however deep. */
function collect(value: unknown, texts: Set<string>): void {
  if (typeof value === 'string') {
    if (/\p{L}/u.test(value)) texts.add(value);
  } else if (Array.isArray(value)) for (const part of value) collect(part, texts);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) collect(part, texts);
}
