import { Socket } from 'node:net';
import { constants } from 'node:os';
import { RequestError } from '@stopover/core';
import { openStore, parseLine, runJob, StageRunner } from '@stopover/study';
import { chooseBackend } from '../choose-backend.ts';
import { compose } from '../compose.ts';
import { readEnvironment } from '../environment.ts';
import type { NamedPlugins } from '../load-plugins.ts';
import type { SourceOptions } from '../options.ts';
import { withoutSecrets } from '../secrets.ts';
import { version } from '../version.ts';

/** Options of the hidden `stage`. */
export interface StageOptions extends SourceOptions {
  readonly store: string;
  readonly job: string;
  readonly backend: string;
  readonly threads?: number;
  readonly plugins?: string;
  readonly from?: string;
}

/** Runs one job in this process and prints JSON lines; started by executors. */
export async function stage(options: StageOptions): Promise<number> {
  const store = openStore(options.store);
  const job = await store.loadJob(options.job);
  const services = await compose(pluginsIn(options.plugins ?? '[]'), {
    name: options.source,
    mirror: options.mirror,
    model: job.study.model,
    from: options.from ?? process.cwd(),
    environment: readEnvironment(),
    note: (line) => process.stderr.write(`${withoutSecrets(line)}\n`),
  });
  const { backend } = await chooseBackend(options.backend, services.backends, '--backend');
  let evaluating = false;
  const { exitCode, interrupted } = await runJob({
    job,
    store,
    runner: services.create(StageRunner),
    backend,
    version,
    signal: stopSignal(() => evaluating),
    print: (line) => {
      const said = parseLine(line);
      if (said?.type === 'stage-start')
        // A translation has its cache to leave: what was translated stays.
        evaluating = job.stages.find(({ key }) => key === said.key)?.kind === 'evaluate';
      process.stdout.write(`${withoutSecrets(line)}\n`);
    },
    ...(options.threads !== undefined && { threads: options.threads }),
  });
  if (interrupted) return interruptedStatus;
  return exitCode;
}

const interruptedStatus = 128 + constants.signals.SIGINT;

/**
 * Aborts when the executor asks for it, however often (a service manager asks each process of a group, and the executor
 * passes it on), and when the executor is gone: nobody would read the result. A training leaves a checkpoint first; an
 * evaluation has nothing to leave and ends at once, and so does everything when the executor goes after it has asked.
 */
function stopSignal(isEvaluating: () => boolean): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (isEvaluating()) process.exit(interruptedStatus);
    controller.abort();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Nobody reads any more how it goes: what is trained is kept for the next run.
  process.stdout.removeAllListeners('error').on('error', stop);
  // The local executor holds the other end of a pipe; a scheduler gives /dev/null, whose end says nothing.
  let left = false;
  const leave = () => {
    if (left) return;
    left = true;
    if (controller.signal.aborted) process.exit(interruptedStatus);
    stop();
  };
  if (process.stdin instanceof Socket) process.stdin.on('end', leave).on('error', leave).resume().unref();
  return controller.signal;
}

function pluginsIn(text: string): readonly NamedPlugins[] {
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value) && value.every(isNamedPlugins)) return value;
  throw new RequestError({
    where: '--plugins',
    what: 'this is not a list of plugins',
    remedy: 'Leave it to `stopover run`.',
  });
}

const isNamedPlugins = (value: unknown): value is NamedPlugins =>
  typeof value === 'object' &&
  value !== null &&
  'from' in value &&
  typeof value.from === 'string' &&
  'names' in value &&
  Array.isArray(value.names) &&
  value.names.every((name) => typeof name === 'string');
