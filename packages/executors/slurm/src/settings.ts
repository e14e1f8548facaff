import { RequestError } from '@stopover/core';
import { z } from 'zod';

const line = z
  .string()
  .min(1)
  .refine((text) => !/[\n\r]/.test(text), 'must be one line');
const word = z.string().regex(/^[\w.,:=*+@/-]+$/, 'must be one word, as sbatch takes it');

/** Slurm's own ways to write a time limit. */
const timePattern = /^(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?$/;

const settingsSchema = z.strictObject({
  account: word.optional(),
  partition: word.optional(),
  /** For jobs that need no GPU, where those of the others are dear. */
  cpuPartition: word.optional(),
  qos: word.optional(),
  reservation: word.optional(),
  /** As `--gpus` takes it. */
  gpus: word.optional(),
  /** As `--gres` takes it. */
  gres: word.optional(),
  /** Time limit of a job. */
  time: z
    .union([z.int().positive(), z.string()])
    .transform(String)
    .refine((text) => secondsOf(text) !== undefined, 'must be minutes, or a time as Slurm writes it (2:00:00, 1-12)')
    .default('4:00:00'),
  /** MB of main memory of a job; without it an estimate from its model. */
  memory: z.int().positive().optional(),
  /** Lines of shell that a job begins with. */
  setup: z.array(line).default([]),
  /** Further options of sbatch. */
  options: z.array(line.refine((text) => text.startsWith('-'), 'must begin with -')).default([]),
  /** Jobs in the queue at the same time. */
  jobs: z.int().positive().default(100),
  /** Jobs that are expected to take no more seconds than this share an allocation. */
  packBelow: z.int().min(0).default(300),
  /** Allocations for those at the same time. */
  packs: z.int().positive().default(4),
  /** Seconds between two questions to the queue. */
  poll: z.int().positive().default(10),
});

/** What a study file says under `slurm`, with its defaults. */
export interface Settings extends z.infer<typeof settingsSchema> {
  /** The time limit in seconds. */
  readonly limit: number;
}

/** @throws RequestError naming the field that is wrong. */
export function readSettings(settings: unknown, where = 'slurm'): Settings {
  const read = settingsSchema.safeParse(settings);
  if (read.success) return { ...read.data, limit: secondsOf(read.data.time) ?? 0 };
  const [issue] = read.error.issues;
  const path = issue?.path.map((part) => `.${String(part)}`).join('') ?? '';
  const known = Object.keys(settingsSchema.shape).join(', ');
  throw new RequestError({
    where: `${where}${path}`,
    what: issue?.message ?? 'this is no object',
    remedy: `Correct it; the fields are ${known}.`,
  });
}

/** `90` (minutes), `10:30`, `2:00:00`, `1-12`, `1-12:30`, `1-12:30:00` in seconds; undefined for anything else. */
function secondsOf(text: string): number | undefined {
  const found = timePattern.exec(text);
  if (!found) return undefined;
  const [, days, ...parts] = found.map((part) => (part === undefined ? undefined : Number(part)));
  const [a = 0, b, c] = parts;
  if (days !== undefined) return ((days * 24 + a) * 60 + (b ?? 0)) * 60 + (c ?? 0);
  if (b === undefined) return a * 60;
  return c === undefined ? a * 60 + b : (a * 60 + b) * 60 + c;
}
