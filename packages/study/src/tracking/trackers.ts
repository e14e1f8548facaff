import { type AnyTask, RequestError, type Tracker } from '@stopover/core';
import { type Catalog, inject, injectable, TASKS, TRACKERS } from '@stopover/registry';
import type { TrackerChoice } from '../study-file/tracker-choice.ts';
import { Tracking } from './tracking.ts';

/** A tracker by its name, with its place: what one process tells another. */
export interface TrackerUse {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  readonly settings: TrackerChoice['settings'];
}

/** @throws RequestError where nobody knows the tracker, or it does not take the settings. */
export function checkTracker(trackers: Catalog<Tracker>, { name, settings, where }: TrackerChoice): void {
  const tracker = trackers.get(name, where);
  if (tracker.check) tracker.check({ ...settings }, where);
  else if (Object.keys(settings).length > 0) {
    const what = `the tracker ${name} has no settings but \`folder\`, and is given ${Object.keys(settings).join(', ')}`;
    throw new RequestError({ where, what, remedy: 'Leave them out.' });
  }
}

/** Opens trackers for the work of a process. */
@injectable()
export class Trackers {
  readonly #trackers: Catalog<Tracker>;
  readonly #tasks: Catalog<AnyTask>;

  constructor(@inject(TRACKERS) trackers: Catalog<Tracker>, @inject(TASKS) tasks: Catalog<AnyTask>) {
    this.#trackers = trackers;
    this.#tasks = tasks;
  }

  /** @throws RequestError where nobody knows one of them. `say` takes lines for a person. */
  open(uses: readonly TrackerUse[], say: (line: string) => void): Tracking | undefined {
    if (uses.length === 0) return undefined;
    const placed = uses.map(({ name, ...place }) => ({ tracker: this.#trackers.get(name), place }));
    return new Tracking(placed, say, (task) => this.#tasks.get(task).metrics[0].name);
  }
}
