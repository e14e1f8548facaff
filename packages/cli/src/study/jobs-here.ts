import { leftStatus } from '@stopover/core';
import { formatLine, type JobLine, openStore, runJob, StageRunner, Trackers, type Tracking } from '@stopover/study';
import type { Services } from '../composition/compose.ts';
import { variableOfQueue } from '../program/environment.ts';
import { withoutSecrets } from '../program/secrets.ts';
import { version } from '../program/version.ts';
import { type BackendOptions, type ChosenBackend, chooseOwnBackend } from './choose-backend.ts';
import { composeAsTold, type OwnProcessOptions } from './compose-as-told.ts';
import { jobsOf } from './lock-jobs.ts';
import { trackersIn } from './tracker-uses.ts';

/** What the processes of jobs are told, whether they run one or several. */
export interface JobProcessOptions extends OwnProcessOptions, BackendOptions {
  readonly trackers?: string;
}

/** The jobs of this process: they share its services and its backend. */
export class JobsHere {
  readonly #options: JobProcessOptions;
  #services: Promise<Services> | undefined;
  /** What was tried once is not tried for each job. */
  #chosen: ChosenBackend | undefined;
  /** What one job was told of a tracker is not told to the next. */
  #tracking: Tracking | undefined;
  /** A translation has its cache to leave, a training its checkpoint: an evaluation has nothing. */
  isEvaluating = false;

  constructor(options: JobProcessOptions) {
    this.#options = options;
  }

  /** Exit status of one job's process. */
  async run(reference: string, signal: AbortSignal): Promise<number> {
    const { threads } = this.#options;
    const job = await openStore(this.#options.store).loadJob(reference);
    this.#services ??= composeAsTold(this.#options, job.study.models[0] ?? '');
    const services = await this.#services;
    const store = openStore(this.#options.store, { jobs: jobsOf(services.executors, variableOfQueue) });
    this.#chosen ??= await chooseOwnBackend(this.#options, services.backends);
    const { backend } = this.#chosen;
    this.#tracking ??= services
      .create(Trackers)
      .open(trackersIn(this.#options.trackers ?? '[]'), (text) => print({ type: 'note', text }));
    await using runner = services.create(StageRunner);
    this.isEvaluating = false;
    const { exitCode, interrupted } = await runJob({
      ...{ job, store, runner, backend, version, signal, tracking: this.#tracking },
      clean: withoutSecrets,
      tell: (said) => {
        if (said.type === 'stage-start')
          this.isEvaluating = job.stages.find(({ key }) => key === said.key)?.kind === 'evaluate';
        print(said);
      },
      ...(threads !== undefined && { threads }),
    });
    this.isEvaluating = false;
    return interrupted ? leftStatus : exitCode;
  }
}

const print = (said: JobLine): void => {
  process.stdout.write(`${withoutSecrets(formatLine(said))}\n`);
};
