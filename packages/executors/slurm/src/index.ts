import { definePlugin, type Executor, type Queue, StopoverError } from '@stopover/core';
import { namesIn, writeAtomic } from '@stopover/files';
import { ArrayJobs } from './array-jobs.ts';
import { drive } from './drive.ts';
import { lifeOf, ownJob } from './own-job.ts';
import { Place } from './place.ts';
import { driverScript } from './script.ts';
import { readSettings } from './settings.ts';
import { ShortJobs, shortQueues } from './short-jobs.ts';
import { cancelJobs, isLive, type SeenJob, saidBy, submit, version } from './slurm-programs.ts';

/**
 * Runs jobs on a Slurm cluster. The store is the truth and lies on a disk that all nodes share; Slurm is asked for the
 * rest, all at once. A run that is left leaves its jobs to Slurm, and another takes them up.
 */
export function slurmExecutor(): Executor {
  return {
    name: 'slurm',
    probe: async () => {
      try {
        return { ok: true, detail: await version() };
      } catch (error) {
        const fix = 'Run this where `sbatch` and `squeue` work: on a login node of the cluster.';
        return { ok: false, reason: `Slurm does not answer (${saidBy(error)})`, fix };
      }
    },
    check: (settings, where) => void readSettings(settings, where),
    async *run(jobs, options) {
      const settings = readSettings(options.settings);
      yield* drive({ jobs, options, settings, place: await Place.open(options.folder) });
    },
    queue,
  };
}

const queue: Queue = {
  ownJob,
  lifeOf,

  async list({ folder }) {
    const place = await Place.open(folder);
    const seen = (await liveJobs(place)).map(({ id, state, reason, nodes, name }) => ({
      ...{ id, running: state === 'RUNNING', key: keyIn(name.slice(place.prefix.length)) },
      state: state === 'PENDING' ? `${state.toLowerCase()} (${reason})` : `${state.toLowerCase()} on ${nodes}`,
    }));
    const shorts = new ShortJobs(place);
    const short = [
      ...(await Promise.all(shortQueues.map((name) => shorts.waiting(name)))).flat(),
      ...(await shorts.taken()),
    ];
    return [
      ...seen,
      ...short.map(({ key, takenBy }) => ({
        ...{ key, id: takenBy ?? '', running: takenBy !== undefined },
        state: takenBy === undefined ? 'waits to share an allocation' : `in allocation ${takenBy}`,
      })),
    ];
  },

  async cancel({ folder }) {
    const place = await Place.open(folder);
    const shorts = new ShortJobs(place);
    const waiting = (await Promise.all(shortQueues.map((name) => shorts.waiting(name)))).flat();
    for (const short of [...waiting, ...(await shorts.taken())]) await shorts.drop(short);
    const live = await liveJobs(place);
    // Whoever submits goes first.
    const isDriver = ({ name }: SeenJob) => name === place.nameOf(driverKey);
    try {
      await cancelJobs(live.filter(isDriver).map(({ id }) => id));
      await cancelJobs(live.filter((job) => !isDriver(job)).map(({ id }) => id));
    } catch (error) {
      throw unanswered(error);
    }
    return live.length + waiting.length;
  },

  async logs({ folder }, key) {
    if ((await namesIn(folder)).length === 0) return [];
    return (await Place.open(folder)).logs(key);
  },

  async launch(place, { title, command, resources }) {
    const settings = readSettings(place.settings);
    const own = await Place.open(place.folder);
    const name = own.nameOf(driverKey);
    const there = (await liveJobs(own)).find((job) => job.name === name);
    if (there) return there.id;
    const wish = { name, title, needs: resources, log: own.at('logs', `${driverKey}~%j.out`) };
    const file = own.at('scripts', `${driverKey}.sh`);
    await writeAtomic(file, driverScript({ key: driverKey, command }, wish, own, settings));
    const submitted = await submit(file);
    if ('id' in submitted) return submitted.id;
    const said = 'wait' in submitted ? submitted.wait : submitted.refused;
    const remedy = 'Correct what stands under `slurm` in the study file, or try again later.';
    throw new StopoverError({ where: `sbatch ${file}`, what: said, remedy });
  },
};

const driverKey = 'driver';

/** The stage of a job; undefined for one that is of several, or none. */
const keyIn = (name: string): string | undefined => (/^(pack-[cg]pu|driver)$/.test(name) ? undefined : name);

async function liveJobs(place: Place): Promise<readonly SeenJob[]> {
  try {
    return (await new ArrayJobs(place).queued()).filter(isLive);
  } catch (error) {
    throw unanswered(error);
  }
}

const unanswered = (error: unknown): StopoverError =>
  new StopoverError({
    where: 'Slurm',
    what: `it does not answer (${saidBy(error)})`,
    remedy: 'Try again; what runs goes on.',
  });

export default definePlugin({ name: '@stopover/executor-slurm', executors: [slurmExecutor()] });
