import type { AnyTask } from '@stopover/core';

/**
 * The columns that a task looks at: the fields of a zod object that looks at no others; undefined for any other schema,
 * which may look at all.
 */
export function columnsOf({ row }: AnyTask): readonly string[] | undefined {
  if (!row) return undefined;
  const shape = 'shape' in row ? row.shape : undefined;
  const definition = 'def' in row ? row.def : undefined;
  if (typeof shape !== 'object' || shape === null || typeof definition !== 'object' || definition === null)
    return undefined;
  const strict = 'catchall' in definition && definition.catchall !== undefined;
  return strict ? undefined : Object.keys(shape);
}
