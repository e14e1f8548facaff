import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AnyTask, DataError, type Source, type Translator } from '@stopover/core';
import { LockLost, WaitNotes } from '@stopover/files';
import { type Catalog, inject, injectable, SOURCE, TASKS, TRANSLATORS } from '@stopover/registry';
import type { Evaluator } from '@stopover/training';
import { modelParents } from '../disk/awaited.ts';
import { type ModelState, modelState, recoverModel, restoreModel } from '../disk/stored-model.ts';
import { adapterBaseOf, wholeOf } from '../planning/adapter-base.ts';
import { verifyBaseModel } from '../planning/base-model.ts';
import { readBy } from '../planning/jobs.ts';
import type { Origin, Stage } from '../records/stage.ts';
import type { MadeRecord } from '../records/stage-record.ts';
import { baseLink, linkBase } from '../store/base-links.ts';
import { noteBegun } from '../store/begun.ts';
import type { StageWriter, Store } from '../store/store.ts';
import { storeError } from '../store/store-error.ts';
import { combineStage } from './combine-stage.ts';
import { ENGINE, type Engine } from './engine.ts';
import { evaluateStage } from './evaluate-stage.ts';
import { recordOf, type Started } from './made-record.ts';
import type { RunOptions, StageContext, StageResult } from './stage-context.ts';
import { tablesOf } from './tables-of.ts';
import { trainStage } from './train-stage.ts';
import { translateStage } from './translate-stage.ts';
import { verifyTranslations } from './verify-translations.ts';

/** What came of a call: made now, found made by somebody, or stopped by the signal with a checkpoint left. */
export type RunResult = 'made' | 'cached' | 'interrupted';

/**
 * Runs stages of a plan in this process and puts their results into the store. Evaluations of one model that follow each
 * other find it open, until this is disposed of.
 */
@injectable()
export class StageRunner implements AsyncDisposable {
  readonly #tasks: Catalog<AnyTask>;
  readonly #source: Source;
  readonly #engine: Engine;
  readonly #translators: Catalog<Translator>;
  readonly #evaluator: Evaluator;

  constructor(
    @inject(TASKS) tasks: Catalog<AnyTask>,
    @inject(SOURCE) source: Source,
    @inject(ENGINE) engine: Engine,
    @inject(TRANSLATORS) translators: Catalog<Translator>,
  ) {
    this.#tasks = tasks;
    this.#source = source;
    this.#engine = engine;
    this.#evaluator = engine.evaluator();
    this.#translators = translators;
  }

  /**
   * Runs a stage unless it is complete. Waits where another process is writing it. A killed stage goes on from its
   * checkpoint.
   * @throws DataError when rows are not what their task expects, or are not those that the plan was made from.
   * @throws StopoverError when the disk is full or read-only, and what the engine throws.
   */
  async run(stage: Stage, store: Store, options: RunOptions): Promise<RunResult> {
    return this.#take(stage, store, options, {
      isDone: async () => (await store.find(stage.key)) !== undefined,
      finish,
    });
  }

  /**
   * Makes the model of a complete stage again that was dropped, and before it those that it starts from. Waits and goes on
   * as `run`; one that is there is `cached`.
   * @throws StopoverError when it is not, byte for byte, the one that was dropped; and as `run`.
   */
  async remake(key: string, store: Store, options: RunOptions): Promise<RunResult> {
    const record = await store.find(key);
    if (!record) throw new Error(`stage ${key} is not complete`);
    const { stage } = record;
    options.onNote?.(`The model of "${stage.title}" was dropped: it is made again.`);
    return this.#take(stage, store, options, {
      isDone: async () => !['dropped', 'moving'].includes(await settledState(store, key)),
      finish: (writer) => restoreModel(store, key, writer),
    });
  }

  /** Takes a stage for writing, waits where another process has it, and makes what is wanted of it unless it is there. */
  async #take(stage: Stage, store: Store, options: RunOptions, wish: Wish): Promise<RunResult> {
    const { signal, onNote = () => undefined } = options;
    const notes = new WaitNotes(`the stage "${stage.title}"`, store.lockOf(stage.key), onNote);
    for (;;) {
      if (signal?.aborted) return 'interrupted';
      if (await wish.isDone()) return 'cached';
      const writer = await store.begin(stage.key);
      if (!writer.busy) {
        const result = await this.#write(stage, store, writer, { options, wish }).catch(lostOnly);
        if (result !== 'lost') return result;
        onNote(`Another process has taken over the stage "${stage.title}": this one now waits for it.`);
        continue;
      }
      notes.note(writer);
      await sleep(1000, undefined, signal ? { signal } : {}).catch(() => undefined);
    }
  }

  /** Sees to it that the models are there that a stage starts from. False when the signal stopped it. */
  async #fetchModels(stage: Stage, store: Store, options: RunOptions): Promise<boolean> {
    for (const key of new Set(modelParents(stage))) {
      while ((await settledState(store, key)) === 'moving') await sleep(100);
      if ((await modelState(store, key)) !== 'dropped') continue;
      if ((await this.remake(key, store, withoutProgress(options))) === 'interrupted') return false;
    }
    return true;
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#evaluator[Symbol.asyncDispose]();
  }

  async #write(stage: Stage, store: Store, writer: StageWriter, { options, wish }: Writing): Promise<RunResult> {
    try {
      // It may have been completed between the look and the lock.
      if (await wish.isDone()) return 'cached';
      await this.#checkData(stage);
      // First said, then looked for: whoever drops a model looks in the other order.
      await noteBegun(writer.folder, stage);
      if (!(await this.#fetchModels(stage, store, options))) return 'interrupted';
      const started: Started = { at: new Date(), cpu: process.cpuUsage() };
      await verifyTranslations(stage, store);
      const models = new StartingModels(stage, store, options.bases);
      await models.link();
      await models.verify();
      const verifyAgain = () => models.verify().then(nothing, (error: unknown) => ({ error }));
      // A combination reads its models to the very end, and without a choice tells of no step.
      const readsToTheEnd = stage.kind === 'combine';
      let readModel: ReturnType<typeof verifyAgain> | undefined;
      const place: StageContext = {
        ...options,
        signal: AbortSignal.any([writer.lost, ...(options.signal ? [options.signal] : [])]),
        mayWrite: writer.check,
        onProgress: (progress) => {
          // By now the model has been read; one that was changed while it was read is found here, and not in the end.
          if (!readsToTheEnd) readModel ??= verifyAgain();
          options.onProgress?.(progress);
        },
        source: this.#source,
        engine: this.#engine,
        evaluator: this.#evaluator,
        task: (name) => this.#tasks.get(name, `stage ${stage.title}`),
        stageFolder: (key) => store.stageFolder(key),
        translator: (name) => this.#translators.get(name, `stage ${stage.title}`),
        translations: join(store.folder, 'translations'),
        from: stage.kind === 'translate' ? '' : models.folderOf(stage.from),
        modelAt: (origin) => models.folderOf(origin),
        folder: writer.folder,
        setAside: join(store.folder, 'damaged', stage.key),
      };
      const work = await workOf(stage, place);
      if (!work) {
        await writer.check();
        return 'interrupted';
      }
      const changed = await (readsToTheEnd ? verifyAgain() : readModel);
      if (changed) throw changed.error;
      await wish.finish(writer, recordOf(stage, work, started, options));
      return 'made';
    } catch (error) {
      throw storeError(error, store.folder);
    } finally {
      await writer.release();
    }
  }

  /** The key names the rows' bytes; a result made from others would carry a false name for ever. */
  async #checkData(stage: Stage): Promise<void> {
    // What was translated lies in the store, under a key that names the rows.
    for (const { location, fingerprint, task } of tablesOf(stage)) {
      if ((await this.#source.fingerprint(location)) === fingerprint) continue;
      throw new DataError({
        where: `${location.repo}, configuration ${location.config}, split ${location.split}`,
        what: `the rows of ${task} are not those that the study was planned with`,
        remedy: 'Run `stopover run STUDY.yaml` again: it plans with the rows there are now.',
      });
    }
  }
}

/** What is wanted of a stage. */
interface Wish {
  readonly isDone: () => Promise<boolean>;
  /** Puts what was made into its place. */
  readonly finish: (writer: StageWriter, record: MadeRecord) => Promise<void>;
}

interface Writing {
  readonly options: RunOptions;
  readonly wish: Wish;
}

const finish: Wish['finish'] = (writer, record) => writer.complete(record);

/** The state of a model after what a killed process began with it was ended. */
async function settledState(store: Store, key: string): Promise<ModelState> {
  const state = await modelState(store, key);
  if (state !== 'moving') return state;
  await recoverModel(store, key);
  return modelState(store, key);
}

/** The steps of what is made besides are not those of the stage that is told of. */
const withoutProgress = ({ onProgress: _, follow: __, ...options }: RunOptions): RunOptions => options;

const nothing = (): undefined => undefined;

/** The models that a stage starts from, and how their files are compared with what its key says of them. */
class StartingModels {
  readonly #stage: Stage;
  readonly #store: Store;
  readonly #bases: RunOptions['bases'];

  constructor(stage: Stage, store: Store, bases: RunOptions['bases']) {
    this.#stage = stage;
    this.#store = store;
    this.#bases = bases;
  }

  folderOf(origin: Origin): string {
    if ('stage' in origin) return join(this.#store.stageFolder(origin.stage), 'model');
    const folder = this.#bases[origin.base];
    if (folder !== undefined) return folder;
    const remedy = 'Run `stopover run STUDY.yaml` again: it plans with the models there are now.';
    throw new DataError({
      where: this.#stage.title,
      what: 'nobody knows where the model lies that it begins at',
      remedy,
    });
  }

  /** Lets the store's links lead to the base models that adapters are added to. */
  async link(): Promise<void> {
    const own = adapterBaseOf(this.#stage);
    const whole = [
      ...readBy(this.#stage)
        .filter((from) => 'stage' in from)
        .map(wholeOf),
      ...(own ? [own] : []),
    ];
    for (const one of whole) if ('base' in one) await linkBase(this.#store, one.base, this.folderOf(one));
  }

  /** @throws DataError naming the first file that was changed or lost. */
  async verify(): Promise<void> {
    const stage = this.#stage;
    if (stage.kind === 'translate') return;
    const members = stage.kind === 'combine' ? stage.members : [];
    for (const { from, tokenizer } of [stage, ...members]) {
      if ('base' in from) await verifyBaseModel(this.folderOf(from), from.base, tokenizer);
      else await this.#store.verify(from.stage, 'model/');
      if (!('on' in from)) continue;
      if ('base' in from.on) await verifyBaseModel(baseLink(this.#store, from.on.base), from.on.base, tokenizer);
      else await this.#store.verify(from.on.stage, 'model/');
    }
  }
}

/** For a stage that another process has taken over; anything else that went wrong stays an error. */
function lostOnly(error: unknown): 'lost' {
  if (error instanceof LockLost) return 'lost';
  throw error;
}

function workOf(stage: Stage, place: StageContext): Promise<StageResult> {
  if (stage.kind === 'train') return trainStage(stage, place);
  if (stage.kind === 'combine') return combineStage(stage, place);
  return stage.kind === 'evaluate' ? evaluateStage(stage, place) : translateStage(stage, place);
}
