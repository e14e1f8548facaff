// Who a process is, so that another one can tell whether it lives: its number alone is given again, to the same number
// in a container that starts anew or after a restart of the machine.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { hasCode } from './system-codes.ts';

/** A process, as far as the system tells. */
export interface ProcessIdentity {
  readonly host: string;
  /**
   * Where its number means something: a hash of this start of the machine and, on Linux, the namespace of processes.
   * Undefined where the system does not tell (Windows): then nobody can judge it by its number.
   */
  readonly place: string | undefined;
  readonly pid: number;
  /** When it started, in the system's own words; undefined where the system does not tell. */
  readonly started: string | undefined;
}

/** Whether a process lives; `unknown` where it cannot be asked for from here. */
export type Life = 'alive' | 'dead' | 'unknown';

let known: Promise<ProcessIdentity> | undefined;

/** This process; asked for once. */
export function thisProcess(): Promise<ProcessIdentity> {
  known ??= identify();
  return known;
}

async function identify(): Promise<ProcessIdentity> {
  const place = await placeHere();
  const started = place === undefined ? undefined : (await seenHere(process.pid))?.started;
  return { host: hostname(), place, pid: process.pid, started };
}

/** Whether another process lives: asked for by its number and its start, and only where its number means something. */
export async function lifeOf({ place, pid, started }: Omit<ProcessIdentity, 'host'>): Promise<Life> {
  const here = await thisProcess();
  if (place === undefined || place !== here.place) return 'unknown';
  if (!exists(pid)) return 'dead';
  const seen = here.started === undefined ? undefined : await seenHere(pid);
  if (seen === undefined || started === undefined) return 'unknown';
  return seen.started === started && !seen.ended ? 'alive' : 'dead';
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return hasCode(error, 'EPERM');
  }
}

async function placeHere(): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined);
    const namespace = await readlink('/proc/self/ns/pid').catch(() => undefined);
    return boot && namespace && hashOf(boot, namespace);
  }
  const boot = process.platform === 'darwin' && (await output('/usr/sbin/sysctl', '-n', 'kern.bootsessionuuid'));
  return boot ? hashOf(boot) : undefined;
}

const hashOf = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(parts.map((part) => part.trim()).join('\n'))
    .digest('hex')
    .slice(0, 16);

/** What the system says of a process. */
interface Seen {
  readonly started: string;
  /** It has ended, and its parent has not asked how. */
  readonly ended: boolean;
}

/** What the system says of a process by its number; undefined where it says nothing. */
export const seenHere = (pid: number): Promise<Seen | undefined> =>
  process.platform === 'linux' ? fromProc(pid) : fromPs(pid);

/** Of /proc, where it shows this process's own namespace: one that was mounted outside has other numbers. */
async function fromProc(pid: number): Promise<Seen | undefined> {
  const own = await readFile('/proc/self/stat', 'utf8').catch(() => '');
  if (Number.parseInt(own, 10) !== process.pid) return undefined;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // proc_pid_stat(5): the name is in brackets and may hold anything; state is the third field, starttime the 22nd.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  const [state = '', started = ''] = [fields[0], fields[19]];
  return started === '' ? undefined : { started, ended: 'ZXx'.includes(state) };
}

/** Of POSIX's ps, where there is no /proc: exact to the second. */
export async function fromPs(pid: number): Promise<Seen | undefined> {
  const [, state = '', started = ''] =
    /^\s*(\S+)\s+(.+?)\s*$/.exec(await output('/bin/ps', '-o', 'stat=,lstart=', '-p', String(pid))) ?? [];
  return started === '' ? undefined : { started: started.replaceAll(/\W+/g, '-'), ended: state.startsWith('Z') };
}

const run = promisify(execFile);

/** What a program of the system prints; nothing where it is not there or fails. */
const output = (program: string, ...args: readonly string[]): Promise<string> =>
  // The same words for every user: neither language nor time zone of the environment.
  run(program, args, { env: { LC_ALL: 'C', TZ: 'UTC' } }).then(
    ({ stdout }) => stdout,
    () => '',
  );
