import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, RequestError } from '@stopover/core';
import {
  namesIn as allNamesIn,
  flush,
  flushTree,
  type Holder,
  hashFile,
  hashParts,
  isTaken,
  isThere,
  type Lock,
  type LockJobs,
  LockPlace,
  writeAtomic,
} from '@stopover/files';
import { type JobPart, type Plan, planSchema } from '../records/plan.ts';
import { type MadeRecord, recordSchema, type Scores, type StageRecord, scoresSchema } from '../records/stage-record.ts';
import { type Failure, failureSchema } from '../records/study-failure.ts';
import { removeBegun, removeLoneBegun } from './begun.ts';
import { type JobParts, readJobPart, writeJobParts } from './job-parts.ts';
import { planText } from './plan-text.ts';
import { parseJson, readJson } from './read-json.ts';
import { hashStage, readStageFile, verifyStage } from './stage-files.ts';
import { inStore } from './store-error.ts';

/** Names of complete stages' folders; `.partial` and `.owner` are not. */
const isKey = /^[0-9a-f]{64}$/;

/** A stage that this process may write. */
export interface StageWriter {
  readonly busy: false;
  /** `stages/<key>.partial`, with what a killed run left there. */
  readonly folder: string;
  /** Aborted when another process is seen to have taken the stage over. */
  readonly lost: AbortSignal;
  /** To be called before anything is written that another process could go on from. @throws LockLost when one has taken over. */
  check(): Promise<void>;
  /** Writes stage.json and puts the folder in its place; then nobody writes there again. @throws LockLost as `check`. */
  complete(record: MadeRecord): Promise<void>;
  /** Gives the stage up for now; its checkpoint stays for the next run. Harmless after `complete`. */
  release(): Promise<void>;
}

/** All stages and studies of one folder; may be shared by processes and machines. */
export interface Store {
  readonly folder: string;
  /** Folder of a complete stage. */
  stageFolder(key: string): string;
  /** The lock of a stage that is being written. */
  lockOf(key: string): string;
  /** The record of a complete stage; undefined while it is not. @throws DataError when stage.json is damaged. */
  find(key: string): Promise<StageRecord | undefined>;
  /** Keys of all complete stages. */
  keys(): Promise<ReadonlySet<string>>;
  /** The records of all complete stages, by key; damaged ones are left out, `find` names them. */
  records(): Promise<readonly StageRecord[]>;
  /**
   * Compares files of a complete stage with its record: those whose paths in its folder begin with `part` (`model/`). A
   * model that was dropped is not missed.
   * @throws DataError naming the one that was changed or lost; nothing where the stage is not complete.
   */
  verify(key: string, part: string): Promise<void>;
  /**
   * scores.json of a complete evaluate stage; its record is read where it is not given. @throws DataError when it is missing,
   * damaged or changed.
   */
  scores(key: string, record?: StageRecord): Promise<Scores>;
  /** The one complete stage whose key starts so. @throws RequestError when there is none or more. */
  resolve(prefix: string): Promise<string>;
  /** Takes a stage for writing, or says which process has it. */
  begin(key: string): Promise<StageWriter | Holder>;
  /** Names of the studies planned here. */
  studies(): Promise<readonly string[]>;
  /** Keeps a plan and the study file it comes from, for reports: no process that runs a plan reads it here. */
  savePlan(plan: Plan, studyText: string): Promise<void>;
  /** Keeps what each job of a plan is told, under a name of its content. */
  saveJobs(plan: Plan): Promise<JobParts>;
  /** What one job is told. @throws DataError when it is not there or damaged. */
  loadJob(reference: string): Promise<JobPart>;
  /** A study's plan; without a name the only one's. @throws RequestError naming the studies there are. */
  loadPlan(name?: string): Promise<Plan>;
  saveFailure(key: string, failure: Failure | null): Promise<void>;
  failure(key: string): Promise<Failure | undefined>;
  /** Forgets the failures of stages that are now tried again. */
  clearFailures(keys: readonly string[]): Promise<void>;
}

export interface StoreOptions {
  /** Knows of the jobs that write stages, this process's own among them: a lost one's stage is taken over sooner. */
  readonly jobs?: LockJobs | undefined;
}

/** Opens a store without touching the disk: a report works on a folder that cannot be written. */
export const openStore = (folder: string, options: StoreOptions = {}): Store => new FolderStore(folder, options);

class FolderStore implements Store {
  readonly folder: string;
  readonly #waited = new Map<string, LockPlace>();

  readonly #jobs: LockJobs | undefined;

  constructor(folder: string, { jobs }: StoreOptions) {
    this.folder = folder;
    this.#jobs = jobs;
  }

  stageFolder(key: string): string {
    return join(this.folder, 'stages', key);
  }

  lockOf(key: string): string {
    return `${this.stageFolder(key)}.owner`;
  }

  async find(key: string): Promise<StageRecord | undefined> {
    const path = join(this.stageFolder(key), 'stage.json');
    const remedy = `Remove the folder ${this.stageFolder(key)}: the next run makes the stage again.`;
    const record = await readJson(path, recordSchema, remedy);
    if (record && record.stage.key !== key) {
      throw new DataError({ where: path, what: `it is the record of another stage, ${record.stage.key}`, remedy });
    }
    if (record || !(await isThere(this.stageFolder(key)))) return record;
    throw new DataError({ where: path, what: 'the stage has lost its stage.json', remedy });
  }

  async keys(): Promise<ReadonlySet<string>> {
    return new Set((await namesIn(join(this.folder, 'stages'))).filter((name) => isKey.test(name)));
  }

  async records(): Promise<readonly StageRecord[]> {
    const records = await Promise.all([...(await this.keys())].map((key) => this.find(key).catch(() => undefined)));
    return records.filter((record) => record !== undefined);
  }

  async verify(key: string, part: string): Promise<void> {
    const record = await this.find(key);
    if (!record) return;
    await verifyStage({ folder: this.stageFolder(key), title: record.stage.title, ...record }, part);
  }

  async scores(key: string, known?: StageRecord): Promise<Scores> {
    const folder = this.stageFolder(key);
    const path = join(folder, 'scores.json');
    const remedy = `Remove the folder ${folder}: the next run makes the stage again.`;
    const record = known ?? (await this.find(key));
    const finished = { folder, title: record?.stage.title ?? key, files: record?.files ?? {} };
    const bytes = await readStageFile(finished, 'scores.json');
    if (bytes) return parseJson(path, Buffer.from(bytes).toString('utf8'), scoresSchema, remedy);
    throw new DataError({ where: path, what: 'the stage has lost its scores', remedy });
  }

  async resolve(prefix: string): Promise<string> {
    const all = await namesIn(join(this.folder, 'stages'));
    const found = all.filter((name) => name.startsWith(prefix) && isKey.test(name));
    const [only] = found;
    if (only && found.length === 1) return only;
    const where = `store ${this.folder}`;
    const begun = all.find((name) => name.startsWith(prefix) && name.endsWith('.partial'));
    if (begun && found.length === 0) {
      const remedy = 'Run its study again, which goes on from its checkpoint, and take it when it is done.';
      throw new RequestError({ where, what: `stage ${begun.slice(0, 12)} is not finished`, remedy });
    }
    const what = found.length
      ? `${found.length} stages start with "${prefix}"`
      : `no complete stage starts with "${prefix}"`;
    throw new RequestError({ where, what, remedy: 'Take the key from `stopover plan STUDY.yaml`.' });
  }

  async begin(key: string): Promise<StageWriter | Holder> {
    return inStore(this.folder, async () => {
      await mkdir(join(this.folder, 'stages'), { recursive: true });
      // Asked again and again while it is another's: it remembers for how long that one was silent.
      const place = this.#waited.get(key) ?? new LockPlace(this.lockOf(key), { jobs: this.#jobs });
      this.#waited.set(key, place);
      const lock = await place.take();
      if (lock.busy) return lock;
      this.#waited.delete(key);
      return this.#writer(key, lock);
    });
  }

  async #writer(key: string, lock: Lock): Promise<StageWriter> {
    const folder = `${this.stageFolder(key)}.partial`;
    await mkdir(folder, { recursive: true });
    return {
      ...{ busy: false, folder, lost: lock.lost, check: () => lock.check() },
      complete: async (record) => {
        await inStore(this.folder, () => this.#complete(key, folder, { record, lock }));
        await lock.release();
      },
      release: async () => {
        // Only an empty folder goes, and only one's own: anything in it is worth resuming.
        const isOurs = await lock.check().then(
          () => true,
          () => false,
        );
        if (isOurs) await removeLoneBegun(folder).then(() => rmdir(folder).catch(() => undefined));
        await lock.release();
      },
    };
  }

  async #complete(
    key: string,
    partial: string,
    { record, lock }: { readonly record: MadeRecord; readonly lock: Lock },
  ): Promise<void> {
    await lock.check();
    // Written for resuming; three times the model's size.
    await rm(join(partial, 'checkpoint'), { recursive: true, force: true });
    await removeBegun(partial);
    const whole = recordSchema.parse({ ...record, files: await hashStage(partial) });
    await writeAtomic(join(partial, 'stage.json'), `${JSON.stringify(whole, null, 2)}\n`);
    await flushTree(partial);
    await lock.check();
    try {
      await rename(partial, this.stageFolder(key));
    } catch (error) {
      // Another process was faster, which the owner file should have prevented: its result is as good as ours.
      if (!isTaken(error) || !(await this.find(key))) throw error;
      await rm(partial, { recursive: true, force: true });
    }
    await flush(join(this.folder, 'stages'));
  }

  studies(): Promise<readonly string[]> {
    return namesIn(join(this.folder, 'studies'));
  }

  async savePlan(plan: Plan, studyText: string): Promise<void> {
    const folder = join(this.folder, 'studies', plan.study.name);
    await inStore(this.folder, async () => {
      await writeChanged(join(folder, 'study.yaml'), () => [studyText]);
      await writeChanged(join(folder, 'plan.json'), () => planText(plan));
    });
  }

  saveJobs(plan: Plan): Promise<JobParts> {
    return inStore(this.folder, () => writeJobParts(this.folder, plan));
  }

  loadJob(reference: string): Promise<JobPart> {
    return readJobPart(this.folder, reference);
  }

  async loadPlan(name?: string): Promise<Plan> {
    const all = await this.studies();
    const where = `store ${this.folder}`;
    const known = `Studies here: ${all.join(', ') || 'none'}.`;
    const wanted = name ?? (all.length === 1 ? all[0] : undefined);
    if (wanted === undefined && all.length > 1) {
      throw new RequestError({ where, what: 'the store holds more than one study', remedy: `Name one. ${known}` });
    }
    // Only a name that is listed here becomes a path: another one could lead out of the store.
    const own = all.find((one) => one === wanted);
    const path = join(this.folder, 'studies', own ?? '', 'plan.json');
    const remedy = 'Run `stopover plan STUDY.yaml` to write it again.';
    const plan = own === undefined ? undefined : await readJson(path, planSchema, remedy);
    if (plan && plan.study.name !== own) {
      throw new DataError({ where: path, what: `it is the plan of another study, ${plan.study.name}`, remedy });
    }
    if (plan) return plan;
    const what = wanted === undefined ? 'there is no study in this folder' : `there is no study "${wanted}"`;
    throw new RequestError({ where, what, remedy: `${known} Name the folder that \`stopover run\` wrote.` });
  }

  async saveFailure(key: string, failure: Failure | null): Promise<void> {
    const path = join(this.folder, 'failures', `${key}.json`);
    await inStore(this.folder, () =>
      failure ? writeAtomic(path, `${JSON.stringify(failure)}\n`) : rm(path, { force: true, recursive: true }),
    );
  }

  failure(key: string): Promise<Failure | undefined> {
    const path = join(this.folder, 'failures', `${key}.json`);
    return readJson(path, failureSchema, `Remove ${path}.`);
  }

  async clearFailures(keys: readonly string[]): Promise<void> {
    const there = new Set(await namesIn(join(this.folder, 'failures')));
    for (const key of keys) if (there.has(`${key}.json`)) await this.saveFailure(key, null);
  }
}

/** A file that holds the same already stays as it is. */
async function writeChanged(path: string, parts: () => Iterable<string>): Promise<void> {
  const present = await hashFile(path).catch(() => undefined);
  if (present === undefined || present !== hashParts(parts())) await writeAtomic(path, parts());
}

const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await allNamesIn(folder)).filter((name) => !name.startsWith('.')).sort();
