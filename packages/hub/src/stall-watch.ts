import { HubUnreachable } from './hub-failures.ts';

/** Ends a request on which nothing has moved for a while; `moved` is called with every sign of life. */
export class StallWatch implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(host: string, milliseconds: number) {
    const silent = `${host} sent nothing for ${Number((milliseconds / 1000).toPrecision(2))} s`;
    this.#timer = setTimeout(() => this.#controller.abort(new HubUnreachable(silent)), milliseconds);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  moved(): void {
    this.#timer.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
