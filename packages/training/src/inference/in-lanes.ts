import type { Session } from '@stopover/core';

/**
 * What `run` gives for each item, in the items' order, with as many runs at the same time as a session has lanes. Items are
 * taken when a lane is free. @throws what the first run that failed threw, when those before it are done.
 */
export async function* inLanes<T, R>(
  { lanes = 1 }: Pick<Session, 'lanes'>,
  items: Iterable<T>,
  run: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  for (const item of items) {
    const started = run(item);
    // Whoever waits for the ones before it hears of a failure in its turn.
    started.catch(() => undefined);
    running.push(started);
    const next = running.length >= lanes ? running.shift() : undefined;
    if (next) yield await next;
  }
  for (const one of running) yield await one;
}
