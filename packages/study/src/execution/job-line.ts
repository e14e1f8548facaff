import { z } from 'zod';

const key = z.string();

/** What a job tells: a callback inside its process, one JSON object a line on stdout for another process. */
const lineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stage-start'), key }),
  z.object({
    type: z.literal('stage-progress'),
    key,
    step: z.number(),
    steps: z.number(),
    loss: z.number().nullish(),
    stepsPerSecond: z.number().nullish(),
    score: z.number().nullish(),
  }),
  z.object({ type: z.literal('stage-done'), key, seconds: z.number(), cached: z.boolean() }),
  z.object({ type: z.literal('stage-fail'), key, reason: z.string() }),
  /** For a person, whatever the stage: for whom it waits. */
  z.object({ type: z.literal('note'), text: z.string() }),
]);

export type JobLine = z.infer<typeof lineSchema>;

/** A line for another process, without its line feed. */
export const formatLine = (line: JobLine): string => JSON.stringify(line);

/** The line's meaning; undefined for what a library may have printed among them. */
export function parseLine(text: string): JobLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return lineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
