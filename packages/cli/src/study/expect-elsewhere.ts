// What a plan's stages are expected to take, found in a process of its own: the tokenizers that it reads go with it.
import { type ChildProcess, fork } from 'node:child_process';
import { StopoverError } from '@stopover/core';
import { type EstimateOptions, expectedSchema } from '@stopover/study';
import { ownProcessArgs, program } from './own-process.ts';
import type { PreparedStudy } from './prepare-study.ts';

/** With what times are expected. */
export interface ExpectedFor {
  /** Of each process. */
  readonly threads: number;
  /** At most so many rows of each table. */
  readonly limit: number | undefined;
}

/** Asks the hidden command `expect`. @throws StopoverError when its process gives no answer; why is on standard error. */
export function expectElsewhere(
  prepared: PreparedStudy,
  { threads, limit }: ExpectedFor,
): NonNullable<EstimateOptions['elsewhere']> {
  return async ({ stages, models, engine }, backend) => {
    const limited = limit === undefined ? [] : ['--limit', String(limit)];
    const args = ['expect', ...ownProcessArgs(prepared, { backend, threads }), ...limited];
    const child = fork(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' });
    const answer = answerOf(child);
    child.send({ stages, models, engine });
    return expectedSchema.array().parse(await answer);
  };
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('close', (status, signal) => {
      const how = signal ? `it was ended by ${signal}` : `exit status ${status}`;
      const what = `the process that estimates how long stages take gave no answer (${how})`;
      const remedy = 'What it said of that stands above; the same command tries again.';
      reject(new StopoverError({ where: 'plan', what, remedy }));
    });
  });
}
