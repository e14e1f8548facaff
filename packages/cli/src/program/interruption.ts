import { constants } from 'node:os';

/** A stop that the user asked for by Ctrl-C or SIGTERM. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** 128 + the signal's number, as shells expect, or null when nothing was interrupted. */
  readonly status: number | null;
}

/** Turns the first SIGINT or SIGTERM into an abort and a call of `onFirst`; the second ends the process at once. */
export function listenForInterruption(onFirst: () => void): Interruption {
  const controller = new AbortController();
  let status: number | null = null;
  const listener = (name: NodeJS.Signals) => {
    const code = 128 + (name === 'SIGTERM' ? constants.signals.SIGTERM : constants.signals.SIGINT);
    if (status !== null) process.exit(code);
    status = code;
    onFirst();
    controller.abort();
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return {
    signal: controller.signal,
    get status() {
      return status;
    },
    [Symbol.dispose]: () => {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    },
  };
}

/** What a training command says when it is asked to stop. */
export const stopping = 'Stopping after this step, with a checkpoint. Press Ctrl-C again to stop at once.';

/** What it says when it has stopped after so many steps. */
export const stoppedAt = (steps: number): string =>
  steps === 0
    ? 'Stopped before the first step. The same command starts from the beginning.'
    : `Stopped, with a checkpoint of step ${steps}. The same command goes on from there.`;
