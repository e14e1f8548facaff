import { readFile } from 'node:fs/promises';
import { DataError } from '@stopover/core';
import { isAbsent, reasonOf } from '@stopover/files';
import type { z } from 'zod';

/** Undefined when the file is not there. @throws DataError when it is there and is not what it should be. */
export async function readJson<T>(path: string, schema: z.ZodType<T>, remedy: string): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw new DataError({ where: path, what: `the file cannot be read (${reasonOf(error)})`, remedy });
  });
  if (text === undefined) return undefined;
  return parseJson(path, text, schema, remedy);
}

/** What a file at a path must be that was read already. @throws DataError when it is not. */
export function parseJson<T>(path: string, text: string, schema: z.ZodType<T>, remedy: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new DataError({ where: path, what: 'the file is damaged or was written by another version', remedy });
  }
}
