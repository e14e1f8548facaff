import { setImmediate as turn } from 'node:timers/promises';

/** Milliseconds of computing between two turns of the event loop. */
const long = 50;

/** Lets long computing be interrupted: without a turn of the event loop now and then no signal and no timer gets through. */
export class Breath {
  #last = performance.now();

  /** Gives way where it was not done for a while; costs next to nothing where it was. */
  async take(): Promise<void> {
    if (performance.now() - this.#last < long) return;
    await turn();
    this.#last = performance.now();
  }
}
