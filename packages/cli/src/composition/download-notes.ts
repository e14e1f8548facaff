import { byteSize, duration } from '../views/quantities.ts';

/** How far a file of a repository has come, in bytes. */
export interface Download {
  readonly repo: string;
  readonly file: string;
  readonly received: number;
  readonly total: number;
}

/** Something failed that will be tried again. */
export interface Pause {
  readonly reason: string;
  readonly milliseconds: number;
}

/** A file of this size is there before a line about it can be read. */
const smallFile = 5e6;
const noteMilliseconds = 10_000;
/** Nobody wonders about a pause that is shorter. */
const shortPause = 1500;

interface Told {
  readonly at: number;
  readonly received: number;
}

/** Tells of downloads: a line when a large file begins, every ten seconds, when it is there, and of long pauses. */
export function downloadNotes(note: (line: string) => void, now: () => number = () => performance.now()) {
  const begun = new Map<string, Told>();
  const told = new Map<string, number>();
  return {
    onProgress: ({ repo, file, received, total }: Download): void => {
      if (total < smallFile) return;
      const name = `${repo}/${file}`;
      const at = now();
      const first = begun.get(name) ?? { at, received };
      begun.set(name, first);
      const done = received >= total;
      const last = told.get(name);
      if (last !== undefined && !done && at - last < noteMilliseconds) return;
      told.set(name, at);
      const share = `${byteSize(received)} of ${byteSize(total)} (${Math.floor((100 * received) / total)} %)`;
      note(`downloading ${name}: ${share}${rate(first, { at, received }, total)}`);
      if (done) begun.delete(name);
    },
    onPause: ({ reason, milliseconds }: Pause): void => {
      if (milliseconds >= shortPause) note(`${reason}; trying again in ${duration(milliseconds / 1000)}`);
    },
  };
}

/** Speed and time left since the first sign; a first sign has none, and bytes of an earlier run do not count. */
function rate(first: Told, last: Told, total: number): string {
  const seconds = (last.at - first.at) / 1000;
  const speed = (last.received - first.received) / seconds;
  if (!(seconds > 0.1 && speed > 0)) return '';
  const left = total - last.received;
  return `, ${byteSize(speed)}/s${left > 0 ? `, ${duration(left / speed)} left` : ''}`;
}
