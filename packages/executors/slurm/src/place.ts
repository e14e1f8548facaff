import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn, writeAtomic } from '@stopover/files';

/** How a job's process ended, as its script wrote it down. */
export interface End {
  /** Slurm's number of the job. */
  readonly id: string;
  readonly status: number;
  /** Seconds since its allocation began. */
  readonly elapsed: number;
}

const folders = ['scripts', 'logs', 'ends', 'arrays', 'queue-cpu', 'queue-gpu', 'taken', 'withdrawn'] as const;

/** The executor's folder in a store: scripts, logs, how jobs ended, and the short jobs that wait. */
export class Place {
  readonly folder: string;
  /** What the names of this place's jobs begin with: another store's are other ones. */
  readonly prefix: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.prefix = `stopover.${createHash('sha256').update(folder).digest('hex').slice(0, 8)}.`;
  }

  /** Makes the folder where it is not there yet: before anything is submitted, or a log would have no place. */
  static async open(folder: string): Promise<Place> {
    for (const name of folders) await mkdir(join(folder, name), { recursive: true });
    return new Place(await realpath(folder));
  }

  at(folder: (typeof folders)[number], name = ''): string {
    return join(this.folder, folder, name);
  }

  /** What stands for a key in names: long enough that no two stages share it. */
  short(key: string): string {
    return key.replaceAll(/[^\w-]/g, '_').slice(0, 64);
  }

  nameOf(key: string): string {
    return `${this.prefix}${this.short(key)}`;
  }

  /** The logs of a key by the time of their jobs. */
  async logs(key: string): Promise<readonly string[]> {
    const own = (await namesIn(this.at('logs'))).filter((name) => name.startsWith(`${this.short(key)}~`));
    const idOf = (name: string) => /~(\d+(?:_\d+)?)/.exec(name)?.[1] ?? '0';
    return own.sort((a, b) => inOrder(idOf(a), idOf(b))).map((name) => this.at('logs', name));
  }

  /** Notes that a job is about to be cancelled because its work is done: another run that wants more of it shall not take that for a failure. */
  async noteWithdrawn(id: string): Promise<void> {
    await writeAtomic(this.at('withdrawn', id), '');
  }

  async isWithdrawn(id: string): Promise<boolean> {
    return (await namesIn(this.at('withdrawn'))).includes(id);
  }

  /** How the last process of a key ended; undefined where its script could not write it down, or has not yet. */
  async end(key: string): Promise<End | undefined> {
    const last = (await this.#ends(key)).at(-1);
    if (!last) return undefined;
    const text = await readFile(this.at('ends', last.name), 'utf8').catch(() => '');
    const [, status, elapsed] = /^(\d+) (\d+)/.exec(text) ?? [];
    return status === undefined ? undefined : { id: last.id, status: Number(status), elapsed: Number(elapsed) };
  }

  /** Forgets how earlier processes of a key ended. */
  async forgetEnds(key: string): Promise<void> {
    for (const { name } of await this.#ends(key)) await rm(this.at('ends', name), { force: true });
  }

  /** The folder is listed: a network disk remembers for a while that a file was not there. */
  async #ends(key: string): Promise<readonly { readonly name: string; readonly id: string }[]> {
    const begins = `${this.short(key)}~`;
    const own = (await namesIn(this.at('ends'))).flatMap((name) => {
      const [, id = '', restart = ''] = (name.startsWith(begins) && /~(\d+(?:_\d+)?)\.(\d+)$/.exec(name)) || [];
      return id === '' ? [] : [{ name, id, restart: Number(restart) }];
    });
    return own.sort((a, b) => inOrder(a.id, b.id) || a.restart - b.restart);
  }
}

/** Order of Slurm's numbers, `12` and `12_3`: later ones are of later jobs. */
function inOrder(a: string, b: string): number {
  const [[job = 0, task = 0], [otherJob = 0, otherTask = 0]] = [a.split('_').map(Number), b.split('_').map(Number)];
  return job - otherJob || task - otherTask;
}
