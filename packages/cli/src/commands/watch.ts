import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '@stopover/core';
import { livePage } from '@stopover/report';
import { StudyObserver } from '@stopover/study';
import { listenForInterruption } from '../program/interruption.ts';
import type { OutputOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { notAvailable } from '../views/not-available.ts';
import { gridOf } from '../watch/live-grid.ts';
import { type LiveServer, serveLive } from '../watch/live-server.ts';
import { type LiveState, stateOf } from '../watch/live-state.ts';
import { sweepOf } from '../watch/live-sweep.ts';
import { MachineLoad } from '../watch/machine-load.ts';
import { openStoredStudy } from './stored-study.ts';

/** Options of `watch`. */
export interface WatchOptions extends OutputOptions {
  readonly port?: number;
}

/** Milliseconds between two looks, at the least: a look at a large grid may take longer than that. */
const pause = 1000;

/** Serves a page of a study that is being run, or was, to this machine alone, until it is interrupted. */
export async function watch(named: string, options: WatchOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { store, plan } = await openStoredStudy(named);
  const { name } = plan.study;
  using interruption = listenForInterruption(() => undefined);
  const awake = new Wake();
  interruption.signal.addEventListener('abort', () => awake.call());
  await using server = await serveLive(livePage(name), options.port ?? 0, () => awake.call());
  terminal.document({ url: server.url, study: name, store: store.folder });
  terminal.print(server.url);
  terminal.note(`A page of ${name}, for this machine alone. It changes nothing, and ends with Ctrl-C here.`);
  const machine = new MachineLoad(pause);
  const told = new Told(server, new StudyObserver(store, name), machine);
  const clock = setInterval(() => machine.sample(), pause);
  while (!interruption.signal.aborted) {
    const began = performance.now();
    if (server.listeners > 0) await told.tell();
    // A look that took long is not followed by the next at once: the study has the disk first.
    await awake.after(Math.max(pause, 4 * (performance.now() - began)));
  }
  clearInterval(clock);
  return 0;
}

/** What the pages were told. */
class Told {
  readonly #server: LiveServer;
  readonly #observer: StudyObserver;
  readonly #machine: MachineLoad;
  #state: LiveState | null = null;
  readonly #changing = new Map<string, string>();

  constructor(server: LiveServer, observer: StudyObserver, machine: MachineLoad) {
    this.#server = server;
    this.#observer = observer;
    this.#machine = machine;
  }

  /** Tells how the study stands; of the sweep, the grid and what is not in it only when they have changed. */
  async tell(): Promise<void> {
    let problem: string | null = null;
    try {
      const moment = await this.#observer.look();
      this.#state = stateOf(moment);
      this.#tellChanged('sweep', sweepOf(moment));
      this.#tellChanged('grid', gridOf(moment));
      this.#tellChanged('missing', notAvailable(moment.plan.unavailable));
    } catch (error) {
      // The store may be on a network disk that is away for a while.
      problem = messageOf(error);
    }
    this.#server.send('state', { state: this.#state, machine: this.#machine.state, problem });
  }

  #tellChanged(event: string, value: unknown): void {
    const text = JSON.stringify(value);
    if (text !== this.#changing.get(event)) this.#server.send(event, value);
    this.#changing.set(event, text);
  }
}

/** A wait that can be ended early. */
class Wake {
  #controller = new AbortController();

  call(): void {
    this.#controller.abort();
  }

  async after(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: this.#controller.signal }).catch(() => undefined);
    this.#controller = new AbortController();
  }
}
