import type { PlannedJob } from '../records/plan.ts';

/** Jobs that may start: of those that wait for none any more the first of the plan comes first. */
export class JobQueue {
  readonly #jobs: readonly PlannedJob[];
  /** Jobs that each must wait for and that are not done; those of another plan are. */
  readonly #waits: Uint32Array;
  /** Key → places of the jobs that wait for it. */
  readonly #waiting = new Map<string, number[]>();
  /** Places of jobs that may start: a binary heap. */
  readonly #ready: number[] = [];

  constructor(jobs: readonly PlannedJob[]) {
    this.#jobs = jobs;
    this.#waits = new Uint32Array(jobs.length);
    const known = new Set(jobs.map(({ key }) => key));
    for (const [place, { after }] of jobs.entries()) {
      for (const key of new Set(after)) {
        if (!known.has(key)) continue;
        this.#waits[place] = (this.#waits[place] ?? 0) + 1;
        const own = this.#waiting.get(key);
        if (own) own.push(place);
        else this.#waiting.set(key, [place]);
      }
    }
    // In order they are a heap already.
    for (const [place, waits] of this.#waits.entries()) if (waits === 0) this.#ready.push(place);
  }

  /** The first job that may start, which then is no longer here; undefined where none may. */
  take(): PlannedJob | undefined {
    const [first] = this.#ready;
    const last = this.#ready.pop();
    if (first === undefined || last === undefined) return undefined;
    if (this.#ready.length > 0) this.#sink(last);
    return this.#jobs[first];
  }

  /** Tells that a job is done: what waited for it and for nothing else may start. */
  done({ key }: PlannedJob): void {
    for (const place of this.#waiting.get(key) ?? []) {
      const left = (this.#waits[place] ?? 0) - 1;
      this.#waits[place] = left;
      if (left === 0) this.#raise(place);
    }
  }

  /** Puts a place at the end and lets it rise. */
  #raise(place: number): void {
    const heap = this.#ready;
    let at = heap.length;
    for (;;) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (at === 0 || parent === undefined || parent <= place) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = place;
  }

  /** Puts a place at the top and lets it sink. */
  #sink(place: number): void {
    const heap = this.#ready;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = heap[left + 1];
      const below = right !== undefined && right < (heap[left] ?? 0) ? left + 1 : left;
      const child = heap[below];
      if (child === undefined || child >= place) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = place;
  }
}
