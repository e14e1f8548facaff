import { randomUUID } from 'node:crypto';
import { type ProcessIdentity, thisProcess } from './process-identity.ts';

/** Whose a lock is: a process, and which of its locks. */
export interface Owner extends ProcessIdentity {
  /** When it was taken, by the owner's clock: for people. */
  readonly since: Date;
  readonly token: string;
  /** The job that it is part of, as whoever schedules jobs knows it; undefined outside of one. */
  readonly job: string | undefined;
}

/** This process, with a token that no other lock has. A job whose name no file's could hold is left out. */
export const newOwner = async (job?: string): Promise<Owner> => ({
  ...(await thisProcess()),
  since: new Date(),
  token: randomUUID().replaceAll('-', ''),
  job: job !== undefined && /^[\w.-]{1,64}$/.test(job) ? job : undefined,
});

/** What stands for a thing that the system does not tell. */
const untold = '-';

/** The owner as a file's name: under 240 characters, none of them special to a file system. */
export const nameOfOwner = ({ host, place, pid, started, since, token, job }: Owner): string =>
  [
    ...[host.replaceAll(/[^\w.-]/g, '_').slice(0, 64), String(pid), started ?? untold, place ?? untold],
    ...[since.toISOString().replaceAll(/[-:]/g, ''), token],
    ...(job === undefined ? [] : [job]),
  ].join(',');

const pattern = /^([\w.-]*),(\d+),([\w-]+),(\w{16}|-),(\d{8})T(\d\d)(\d\d)([\d.]+Z),([0-9a-f]{32})(?:,([\w.-]+))?$/;

/** The owner whose name this is; undefined for any other file's. */
export function ownerNamed(name: string): Owner | undefined {
  const found = pattern.exec(name);
  if (!found) return undefined;
  const [, host = '', pid, started, place, day = '', hours, minutes, seconds, token = '', job] = found;
  const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  return {
    ...{ host, pid: Number(pid), token, since: new Date(`${date}T${hours}:${minutes}:${seconds}`) },
    started: started === untold ? undefined : started,
    place: place === untold ? undefined : place,
    job,
  };
}
