import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, JobStanding } from '@stopover/core';

/**
 * What stands for a stage in the executors' suite: steps that are written down, one owner at a time, a checkpoint after
 * every step. Asked to stop, or left by the process that holds the other end of its pipe, it leaves with status 75.
 */
const script = `
const fs = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const [folder, key, steps, pause, status] = process.argv.slice(1);
const at = (name) => folder + '/' + key + '.' + name;
let left = false;
for (const signal of ['SIGTERM', 'SIGUSR2']) process.on(signal, () => { left = true; });
if (process.stdin instanceof require('node:net').Socket) process.stdin.on('end', () => { left = true; }).resume().unref();
const own = () => {
  try {
    fs.writeFileSync(at('owner'), String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    try { process.kill(Number(fs.readFileSync(at('owner'), 'utf8')), 0); } catch { fs.rmSync(at('owner'), { force: true }); }
    return false;
  }
};
const leave = () => { fs.rmSync(at('owner'), { force: true }); process.exit(75); };
const main = async () => {
  while (!own()) { if (left) process.exit(75); await sleep(50); }
  if (!fs.existsSync(at('done'))) {
    fs.appendFileSync(at('starts'), process.pid + '\\n');
    const read = () => fs.existsSync(at('log')) ? fs.readFileSync(at('log'), 'utf8').split('\\n').length - 1 : 0;
    for (let step = read(); step < Number(steps); step++) {
      if (left) leave();
      await sleep(Number(pause));
      fs.appendFileSync(at('log'), 'step ' + step + '\\n');
    }
    if (Number(status) !== 0) { console.error('no such rows'); process.exit(Number(status)); }
    fs.writeFileSync(at('done'), '');
  }
  fs.rmSync(at('owner'), { force: true });
};
main();
`;

/** How a job of the suite goes. */
export interface JobWish {
  readonly after?: readonly string[];
  readonly steps?: number;
  /** Milliseconds of a step. */
  readonly pause?: number;
  /** Exit status in the end. */
  readonly status?: number;
  readonly seconds?: number | null;
}

/** A folder that stands for a store: what its jobs did, by their keys. */
export class JobFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  job(key: string, { after = [], steps = 2, pause = 20, status = 0, seconds = null }: JobWish = {}): Job {
    const args = [this.path, key, String(steps), String(pause), String(status)];
    return {
      key,
      title: `the job ${key}`,
      command: [process.execPath, '-e', script, ...args],
      after,
      resources: { threads: 1, memory: 300, gpus: 0, seconds },
    };
  }

  readonly look = async (key: string): Promise<JobStanding> => ({
    done: (await this.#lines(key, 'done')) !== undefined,
    progress: (await this.steps(key)).length,
  });

  /** The steps of a job in the order in which they were made. */
  async steps(key: string): Promise<readonly string[]> {
    return (await this.#lines(key, 'log')) ?? [];
  }

  /** Process ids that worked at a job; one that found it done is not among them. */
  async starts(key: string): Promise<readonly number[]> {
    return ((await this.#lines(key, 'starts')) ?? []).map(Number);
  }

  async #lines(key: string, name: string): Promise<readonly string[] | undefined> {
    const text = await readFile(join(this.path, `${key}.${name}`), 'utf8').catch(() => undefined);
    return text?.split('\n').filter((line) => line !== '');
  }
}

/** The steps of a job that did each of them once. */
export const stepsOnce = (steps: number): readonly string[] => Array.from({ length: steps }, (_, i) => `step ${i}`);
