import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, isAbsent } from '@stopover/files';
import { z } from 'zod';

const lineSchema = z.object({
  step: z.number(),
  steps: z.number().optional(),
  loss: z.number().nullish(),
  stepsPerSecond: z.number().nullish(),
  score: z.number().nullish(),
});

/** How far a stage has come that is not complete. */
export type BegunStep = z.infer<typeof lineSchema>;

/** Bytes from the end of a log in which its last line is. */
const tail = 4096;

/**
 * The last line of the log of a stage that was begun, whoever runs it and on whichever machine; undefined where nothing
 * was logged, as of an evaluation.
 */
export async function begunStep(store: string, key: string): Promise<BegunStep | undefined> {
  const file = await open(join(store, 'stages', `${key}.partial`, 'log.jsonl')).catch((error: unknown) => {
    // Also on a network disk whose server has just renamed the folder.
    if (isAbsent(error) || isStale(error)) return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - tail);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(tail), 0, tail, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    // The last one is empty, or half-written.
    for (const line of lines.slice(from > 0 ? 1 : 0, -1).reverse()) {
      const step = stepIn(line);
      if (step) return step;
    }
    return undefined;
  } catch (error) {
    if (isStale(error)) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

const isStale = (error: unknown): boolean => hasCode(error, 'ESTALE');

function stepIn(line: string): BegunStep | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
