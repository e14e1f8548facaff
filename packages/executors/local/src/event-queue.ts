/** Events of several sources as one async iterable, in the order in which they came. */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = [];
  #state: 'open' | 'closed' = 'open';
  #wake: (() => void) | undefined;

  push(event: T): void {
    this.#waiting.push(event);
    this.#wake?.();
  }

  /** No more events; those that wait are still given out. */
  close(): void {
    this.#state = 'closed';
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else if (this.#state === 'closed') return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
