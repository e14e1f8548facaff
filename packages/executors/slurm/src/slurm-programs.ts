// Slurm's programs, and what they print.
import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { messageOf } from '@stopover/core';

const run = promisify(execFile);

/** Milliseconds after which a question to Slurm counts as not answered. */
const patience = 30_000;
const options = { timeout: patience, maxBuffer: 64 * 2 ** 20 };

/** A job as `squeue` tells it. */
export interface SeenJob {
  readonly id: string;
  /** Slurm's name of it: PENDING, RUNNING, NODE_FAIL, … */
  readonly state: string;
  readonly reason: string;
  readonly nodes: string;
  readonly name: string;
}

/** States in which a job is, or will be again, at work. */
const live: ReadonlySet<string> = new Set([
  ...['PENDING', 'CONFIGURING', 'RUNNING', 'COMPLETING', 'SUSPENDED', 'STOPPED', 'SIGNALING', 'RESIZING', 'STAGE_OUT'],
  ...['REQUEUED', 'REQUEUE_FED', 'REQUEUE_HOLD', 'SPECIAL_EXIT', 'RESV_DEL_HOLD'],
]);

export const isLive = ({ state }: Pick<SeenJob, 'state'>): boolean => live.has(state);

const format = '%i|%T|%r|%N|%j';

/**
 * All jobs of this user whose names begin so, by one question; ended ones too, for as long as Slurm remembers them. No
 * partition is named: jobs get moved. @throws what squeue says; then nothing is known.
 */
export async function queuedJobs(prefix: string): Promise<readonly SeenJob[]> {
  // One line for each task of an array: where they share one, squeue breaks a long list off.
  const args = ['--noheader', '--array', `--user=${userInfo().username}`, '--states=all', `--format=${format}`];
  return seenIn((await run('squeue', args, options)).stdout).filter(({ name }) => name.startsWith(prefix));
}

/** One job by its id: its state, and how often it was put back; undefined where Slurm has none. @throws what squeue says. */
export async function standingOf(
  id: string,
): Promise<{ readonly state: string; readonly restarts: number } | undefined> {
  const args = ['--noheader', '--states=all', `--jobs=${id}`, '--Format=State:20,RestartCnt:10'];
  const printed = await run('squeue', args, options).catch((error: unknown) => {
    if (/invalid job id/i.test(saidBy(error))) return { stdout: '' };
    throw error;
  });
  const [, state, restarts] = /^([A-Z_]+) +(\d+)/m.exec(printed.stdout) ?? [];
  return state === undefined ? undefined : { state, restarts: Number(restarts) };
}

let configuration: Promise<string> | undefined;

/** A setting of the cluster, asked for once; empty where it has none of this name. @throws what scontrol says. */
export async function settingOf(name: string): Promise<string> {
  configuration ??= run('scontrol', ['show', 'config'], options).then(({ stdout }) => stdout);
  try {
    return new RegExp(`^${name} *= *(\\S+)`, 'm').exec(await configuration)?.[1] ?? '';
  } catch (error) {
    configuration = undefined;
    throw error;
  }
}

/** The jobs of what squeue printed. An array's ids (`12_3`, `12_[4-7%2]`) are understood. */
export const seenIn = (printed: string): readonly SeenJob[] =>
  printed.split('\n').flatMap((line) => {
    const [id = '', state = '', reason = '', nodes = '', ...name] = line.trim().split('|');
    return /^\d+([_+][\d[\],%-]+)?$/.test(id) ? [{ id, state, reason, nodes, name: name.join('|') }] : [];
  });

/** What became of a call of sbatch. */
export type Submission =
  | { readonly id: string }
  /** Slurm takes no more for now, or does not answer: the job may even have been taken. */
  | { readonly wait: string }
  | { readonly refused: string };

// What the caller's own allocation says of itself would bind the job as it bound the caller.
const scrubbed = `for name in \${!SLURM@} \${!SBATCH@} \${!PMI@}; do [ "$name" = SLURM_CONF ] || unset "$name"; done; exec sbatch "$@"`;

/** Submits a script file. */
export async function submit(script: string): Promise<Submission> {
  try {
    const { stdout } = await run('bash', ['-c', scrubbed, 'bash', '--parsable', script], options);
    const id = idIn(stdout);
    return id === undefined ? { wait: `sbatch printed no number of a job: ${stdout.trim()}` } : { id };
  } catch (error) {
    const said = saidBy(error);
    return isForNow(said) ? { wait: said } : { refused: said };
  }
}

/** The id in what `sbatch --parsable` printed, whatever a site's plugins print around it. */
export const idIn = (printed: string): string | undefined =>
  printed
    .split('\n')
    .map((line) => /^(\d+)(;[\w.-]+)?$/.exec(line.trim())?.[1])
    .findLast((id) => id !== undefined);

const transient =
  /limit|QOSMax|AssocMax|AssocGrp|QOSGrp|try again|temporar|timed out|unable to contact|connection|socket|too many|not responding|zero bytes|inactive or drain/i;

/** Whether a refusal is one of the moment: a limit of jobs, a controller that is busy or away. */
export const isForNow = (said: string): boolean => transient.test(said) && !/invalid/i.test(said);

/** Lets a job start that waits only because it was put back into the queue. */
export const startNow = (id: string): Promise<unknown> =>
  run('scontrol', ['update', `JobId=${id}`, 'StartTime=now'], options).catch(() => undefined);

/** Lets a job go on that Slurm holds. */
export const release = (id: string): Promise<unknown> =>
  run('scontrol', ['release', id], options).catch(() => undefined);

/** @throws what scancel says. */
export async function cancelJobs(ids: readonly string[]): Promise<void> {
  // In parts: a command line has a limit.
  for (let at = 0; at < ids.length; at += 500) await run('scancel', ids.slice(at, at + 500), options);
}

/** What the accounting says of a job that the queue has forgotten; undefined where there is none, or it is down. */
export async function accountedState(id: string): Promise<string | undefined> {
  const args = ['--noheader', '--parsable2', '--allocations', '--format=State', `--jobs=${id}`];
  const printed = await run('sacct', args, options).then(
    ({ stdout }) => stdout,
    () => '',
  );
  // "CANCELLED by 1000"
  return /^([A-Z_]+)/m.exec(printed)?.[1];
}

/** @throws what it says where there is no controller. */
export const version = async (): Promise<string> => {
  const { stdout } = await run('scontrol', ['ping'], options);
  if (!/is UP/.test(stdout)) throw new Error(stdout.trim());
  return (await run('sbatch', ['--version'], options)).stdout.trim();
};

/** What a program said when it failed. */
export function saidBy(error: unknown): string {
  const said = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
  const killed = typeof error === 'object' && error !== null && 'killed' in error && error.killed === true;
  return said || (killed ? `no answer: timed out after ${patience / 1000} s` : messageOf(error));
}
