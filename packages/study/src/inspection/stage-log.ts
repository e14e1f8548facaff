// A stage's log.jsonl, whole: the last line of one that runs is what `begunStep` reads.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, isAbsent, linesIn } from '@stopover/files';
import { z } from 'zod';

const lineSchema = z.object({
  step: z.number(),
  steps: z.number().nullish(),
  /** Mean over the steps since the line before. */
  loss: z.number().nullish(),
  /** That of each data set, where a step has batches of several. */
  losses: z.record(z.string(), z.number().nullable()).nullish(),
  learningRate: z.number().nullish(),
  stepsPerSecond: z.number().nullish(),
  /** Of the development rows, where they were just scored. */
  score: z.number().nullish(),
});

/** What a stage logged of one step. */
export type LoggedStep = z.infer<typeof lineSchema>;

/**
 * What a stage has logged, in order, whether it is complete, running or was left; empty where it logs nothing. A line that
 * is being written is left out. `folder` is that of the complete stage.
 */
export async function readStageLog(folder: string): Promise<readonly LoggedStep[]> {
  // The folder of a stage that is complete this moment has just been renamed: the other one is looked for first.
  for (const at of [folder, `${folder}.partial`, folder]) {
    const text = await textOf(join(at, 'log.jsonl'));
    if (text !== undefined) return stepsIn(text);
  }
  return [];
}

/** Undefined where there is no such file, also on a network disk whose server has just renamed the folder. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path);
    return await file.readFile('utf8');
  } catch (error) {
    if (isAbsent(error) || hasCode(error, 'ESTALE')) return undefined;
    throw error;
  }
}

function stepsIn(text: string): readonly LoggedStep[] {
  return linesIn(text).flatMap((line) => {
    try {
      return lineSchema.safeParse(JSON.parse(line)).data ?? [];
    } catch {
      return [];
    }
  });
}
