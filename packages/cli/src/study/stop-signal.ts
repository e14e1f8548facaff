import { Socket } from 'node:net';
import { leftStatus } from '@stopover/core';

/**
 * Aborts when the executor asks for it, however often (a service manager asks each process of a group, and the executor
 * passes it on), and when the executor is gone: nobody would read the result. A training leaves a checkpoint first; an
 * evaluation has nothing to leave and ends at once, and so does everything when the executor goes after it has asked.
 */
export function stopSignal(isEvaluating: () => boolean): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (isEvaluating()) process.exit(leftStatus);
    controller.abort();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // What a cluster sends a while before the time of a job is up.
  process.on('SIGUSR2', stop);
  // Nobody reads any more how it goes: what is trained is kept for the next run.
  process.stdout.removeAllListeners('error').on('error', stop);
  // The local executor holds the other end of a pipe; a scheduler gives /dev/null, whose end says nothing.
  let left = false;
  const leave = () => {
    if (left) return;
    left = true;
    if (controller.signal.aborted) process.exit(leftStatus);
    stop();
  };
  if (process.stdin instanceof Socket) process.stdin.on('end', leave).on('error', leave).resume().unref();
  return controller.signal;
}
