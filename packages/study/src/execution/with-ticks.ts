/**
 * What comes of a source, and `undefined` whenever nothing came for so many milliseconds. Who leaves early ends the source
 * by other means first: it may be waiting.
 */
export async function* withTicks<T>(source: AsyncIterable<T>, ms: number): AsyncGenerator<T | undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const won = await Promise.race([next, tick(ms, next)]);
      if (won === undefined) {
        yield undefined;
        continue;
      }
      if (won.done) return;
      yield won.value;
      next = iterator.next();
    }
  } finally {
    next.catch(() => undefined);
    await iterator.return?.();
  }
}

/** Undefined after a while, unless something else was first: then the timer goes. */
async function tick(ms: number, other: Promise<unknown>): Promise<undefined> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    new Promise((resolve) => {
      timer = setTimeout(resolve, ms);
    }),
    other.catch(() => undefined),
  ]);
  clearTimeout(timer);
  return undefined;
}
