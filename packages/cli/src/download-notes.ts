import { byteSize } from './quantities.ts';

/** How far a file of a repository has come, in bytes. */
export interface Download {
  readonly repo: string;
  readonly file: string;
  readonly received: number;
  readonly total: number;
}

/** A file of this size is there before a line about it can be read. */
const smallFile = 5e6;
const noteMilliseconds = 10_000;

/** Tells of downloads: a line when a large file begins, every ten seconds, and when it is there. */
export function downloadNotes(note: (line: string) => void): (progress: Download) => void {
  const told = new Map<string, number>();
  return ({ repo, file, received, total }) => {
    if (total < smallFile) return;
    const name = `${repo}/${file}`;
    const last = told.get(name);
    const done = received >= total;
    if (last !== undefined && !done && performance.now() - last < noteMilliseconds) return;
    told.set(name, performance.now());
    note(`downloading ${name}: ${Math.floor((100 * received) / total)} % of ${byteSize(total)}`);
  };
}
