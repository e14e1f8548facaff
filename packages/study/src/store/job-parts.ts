// A plan cut into what each job's process is told, in one file that is named by its content.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, messageOf, RequestError } from '@stopover/core';
import { hashParts, isAbsent, writeAtomic } from '@stopover/files';
import { armsOfStages } from '../planning/arms-of-stages.ts';
import { type JobPart, jobPartSchema, type Plan } from '../records/plan.ts';

/** The parts of a plan in a store. */
export interface JobParts {
  /** Where the part of a job is: what `readJobPart` takes. */
  reference(key: string): string;
}

/**
 * Writes the parts of a plan to `studies/<study>/jobs/<SHA-256>.jsonl`. A plan that is made later has another file, so
 * that processes of this one never read it; the same plan has the same file, whenever it is made.
 */
export async function writeJobParts(store: string, plan: Plan): Promise<JobParts> {
  const places = new Map<string, readonly [offset: number, bytes: number]>();
  let end = 0;
  const name = hashParts(
    eachLine(plan, (key, line) => {
      const bytes = Buffer.byteLength(line);
      places.set(key, [end, bytes]);
      end += bytes;
    }),
  );
  const path = fileOf(store, plan.study.name, name);
  if (!(await hasBytes(path, end))) await writeAtomic(path, eachLine(plan));
  return {
    reference: (key) => {
      const [offset, bytes] = places.get(key) ?? [];
      if (offset !== undefined && bytes !== undefined) return `${plan.study.name}/${name}/${offset}+${bytes}`;
      throw new RequestError({ where: `job ${key}`, what: `the plan of ${plan.study.name} has no such job`, remedy });
    },
  };
}

const remedy = 'Run `stopover run STUDY.yaml`: it starts the jobs of its plan.';

/**
 * Reads the part of one job, and only that.
 * @throws RequestError for a reference that is none.
 * @throws DataError when the file is gone or damaged.
 */
export async function readJobPart(store: string, reference: string): Promise<JobPart> {
  const [, study, name, offset, bytes] = /^([\w.+-]+)\/([0-9a-f]{64})\/(\d{1,15})\+(\d{1,9})$/.exec(reference) ?? [];
  if (study === undefined || name === undefined || study.startsWith('.'))
    throw new RequestError({ where: `job ${reference}`, what: 'this is no reference to a job', remedy });
  const path = fileOf(store, study, name);
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Number(bytes)), 0, Number(bytes), Number(offset));
      return jobPartSchema.parse(JSON.parse(buffer.toString('utf8', 0, bytesRead)));
    } finally {
      await file.close();
    }
  } catch (cause) {
    const what = isAbsent(cause) ? 'the jobs of this plan are gone' : `the file is damaged (${messageOf(cause)})`;
    throw new DataError({ where: path, what, remedy: 'Run the study again: it writes them anew.' }, { cause });
  }
}

const fileOf = (store: string, study: string, name: string): string =>
  join(store, 'studies', study, 'jobs', `${name}.jsonl`);

async function hasBytes(path: string, bytes: number): Promise<boolean> {
  const file = await open(path).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  try {
    return (await file?.stat())?.size === bytes;
  } finally {
    await file?.close();
  }
}

/** What a study calls the models that its stages begin at, by their hash. */
export const modelNames = ({ models }: Pick<Plan, 'models'>): JobPart['names'] =>
  Object.fromEntries(models.map(({ hash, id }) => [hash, id]));

/** The lines of a plan's jobs, in their order; `seen` is told of each. */
function* eachLine(plan: Plan, seen?: (key: string, line: string) => void): Generator<string> {
  const stages = new Map(plan.stages.map((stage) => [stage.key, stage]));
  const awaited = new Set(plan.jobs.flatMap(({ after }) => after));
  const arms = armsOfStages(plan);
  const { name, models } = plan.study;
  const bases = Object.fromEntries(plan.models.map(({ hash, folder }) => [hash, folder]));
  const names = modelNames(plan);
  for (const job of plan.jobs) {
    const part: JobPart = {
      format: 1,
      key: job.key,
      study: { name, models },
      bases,
      names,
      awaited: awaited.has(job.key),
      // How long it may take depends on what the store has by now: it is no part of what is to be done.
      stages: job.stages.flatMap((key) => {
        const stage = stages.get(key);
        if (!stage) return [];
        const { by: _, memory: __, ...expected } = stage.expected;
        return [{ ...stage, expected: { ...expected, seconds: null } }];
      }),
      arms: Object.fromEntries(job.stages.map((key) => [key, [...(arms.get(key) ?? [])]])),
    };
    const line = `${JSON.stringify(part)}\n`;
    seen?.(job.key, line);
    yield line;
  }
}
