// A profile: what a study file may say of where jobs run, for one cluster and all studies there.
import { RequestError, StopoverError } from '@stopover/core';
import { readText, reasonOf } from '@stopover/files';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { executorFields, executorSettingsOf } from './executor-settings.ts';
import type { Study } from './study.ts';
import { Findings } from './study-error.ts';
import { Places, problemsOf } from './study-problem.ts';
import { plainValue, unusableNames } from './study-yaml.ts';

const profileSchema = z.strictObject({
  backend: z.string().min(1).optional(),
  executor: z.string().min(1).optional(),
  ...executorFields,
});

/**
 * Reads a profile and gives the study with it: a field of the profile has the last word, as an option of the command line has.
 * @throws StudyError naming the file, the line, the field and the remedy of everything that is wrong.
 */
export async function withProfile(study: Study, path: string): Promise<Study> {
  const text = await readText(path).catch((error: unknown) => {
    if (error instanceof StopoverError) throw new RequestError(error.problem, { cause: error });
    const remedy = 'Give the path of a profile: a YAML file with `executor`, `backend`, `slurm` or `executors`.';
    throw new RequestError({ where: path, what: `the file cannot be read (${reasonOf(error)})`, remedy });
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const raw = plainValue(document, path, lines);
  const findings = new Findings();
  findings.add(...unusableNames(document, path, lines));
  const { where } = new Places(path, document, lines);
  const read = profileSchema.safeParse(raw);
  if (!read.success)
    findings.add(
      ...problemsOf(read.error.issues, {
        ...{ where, raw },
        knownFields: (at) => (at.length === 0 ? Object.keys(profileSchema.shape) : []),
      }),
    );
  findings.end();
  const { backend, executor, ...fields } = profileSchema.parse(raw);
  return {
    ...study,
    ...(backend !== undefined && { backend }),
    ...(executor !== undefined && { executor }),
    executors: [...study.executors, ...executorSettingsOf(fields, where)],
    where: (field, ...rest) =>
      (field === 'backend' && backend !== undefined) || (field === 'executor' && executor !== undefined)
        ? where(field, ...rest)
        : study.where(...(field === undefined ? [] : [field]), ...rest),
  };
}
