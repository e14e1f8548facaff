import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AnyTask, DataError, type Source, type Translator } from '@stopover/core';
import { LockLost, WaitNotes } from '@stopover/files';
import { type Catalog, inject, injectable, SOURCE, TASKS, TRANSLATORS } from '@stopover/registry';
import { verifyBaseModel } from './base-model.ts';
import { ENGINE, type Engine } from './engine.ts';
import { evaluateStage } from './evaluate-stage.ts';
import { thisMachine } from './machine.ts';
import type { Stage } from './stage.ts';
import type { MadeRecord } from './stage-record.ts';
import type { StageWriter, Store } from './store.ts';
import { storeError } from './store-error.ts';
import { trainStage } from './train-stage.ts';
import { translateStage } from './translate-stage.ts';
import type { RunOptions, Work, Workplace } from './workplace.ts';

/** What came of a call: made now, found made by somebody, or stopped by the signal with a checkpoint left. */
export type RunResult = 'made' | 'cached' | 'interrupted';

/** Runs one stage of a plan in this process and puts its result into the store. */
@injectable()
export class StageRunner {
  readonly #tasks: Catalog<AnyTask>;
  readonly #source: Source;
  readonly #engine: Engine;
  readonly #translators: Catalog<Translator>;

  constructor(
    @inject(TASKS) tasks: Catalog<AnyTask>,
    @inject(SOURCE) source: Source,
    @inject(ENGINE) engine: Engine,
    @inject(TRANSLATORS) translators: Catalog<Translator>,
  ) {
    this.#tasks = tasks;
    this.#source = source;
    this.#engine = engine;
    this.#translators = translators;
  }

  /**
   * Runs a stage unless it is complete. Waits where another process is writing it. A killed stage goes on from its
   * checkpoint.
   * @throws DataError when rows are not what their task expects, or are not those that the plan was made from.
   * @throws StopoverError when the disk is full or read-only, and what the engine throws.
   */
  async run(stage: Stage, store: Store, options: RunOptions): Promise<RunResult> {
    const { signal, onNote = () => undefined } = options;
    const notes = new WaitNotes(`the stage "${stage.title}"`, store.lockOf(stage.key), onNote);
    for (;;) {
      if (signal?.aborted) return 'interrupted';
      if (await store.find(stage.key)) return 'cached';
      const writer = await store.begin(stage.key);
      if (!writer.busy) {
        const result = await this.#write(stage, store, writer, options).catch(lostOnly);
        if (result !== 'lost') return result;
        onNote(`Another process has taken over the stage "${stage.title}": this one now waits for it.`);
        continue;
      }
      notes.note(writer);
      await sleep(1000, undefined, signal ? { signal } : {}).catch(() => undefined);
    }
  }

  async #write(stage: Stage, store: Store, writer: StageWriter, options: RunOptions): Promise<RunResult> {
    try {
      // It may have been completed between the look and the lock.
      if (await store.find(stage.key)) return 'cached';
      await this.#checkData(stage);
      const startedAt = new Date();
      await verifyTranslations(stage, store);
      const model = modelOf(stage, store, options.base);
      await model.verify();
      let readModel: Promise<{ readonly error: unknown } | undefined> | undefined;
      const place: Workplace = {
        ...options,
        signal: AbortSignal.any([writer.lost, ...(options.signal ? [options.signal] : [])]),
        mayWrite: writer.check,
        onProgress: (progress) => {
          // By now the model has been read; one that was changed while it was read is found here, and not in the end.
          readModel ??= model.verify().then(nothing, (error: unknown) => ({ error }));
          options.onProgress?.(progress);
        },
        source: this.#source,
        engine: this.#engine,
        task: (name) => this.#tasks.get(name, `stage ${stage.title}`),
        stageFolder: (key) => store.stageFolder(key),
        translator: (name) => this.#translators.get(name, `stage ${stage.title}`),
        translations: join(store.folder, 'translations'),
        from: model.folder,
        folder: writer.folder,
        setAside: join(store.folder, 'damaged', stage.key),
      };
      const work = await workOf(stage, place);
      if (!work) {
        await writer.check();
        return 'interrupted';
      }
      const changed = await readModel;
      if (changed) throw changed.error;
      await writer.complete(recordOf(stage, work, startedAt, options));
      return 'made';
    } catch (error) {
      throw storeError(error, store.folder);
    } finally {
      await writer.release();
    }
  }

  /** The key names the rows' bytes; a result made from others would carry a false name for ever. */
  async #checkData(stage: Stage): Promise<void> {
    const select = stage.kind === 'train' && stage.select ? [stage.select] : [];
    const searched = stage.kind === 'evaluate' ? [...stage.candidates, ...stage.development] : [];
    for (const { location, fingerprint, task, translation } of [...stage.data, ...select, ...searched]) {
      // What was translated lies in the store, under a key that names the rows.
      if (translation || (await this.#source.fingerprint(location)) === fingerprint) continue;
      throw new DataError({
        where: `${location.repo}, configuration ${location.config}, split ${location.split}`,
        what: `the rows of ${task} are not those that the study was planned with`,
        remedy: 'Run `stopover run STUDY.yaml` again: it plans with the rows there are now.',
      });
    }
  }
}

const nothing = (): undefined => undefined;

/** The model that a stage starts from, and how its files are compared with what its key says of them. */
function modelOf(stage: Stage, store: Store, base: string) {
  if (stage.kind === 'translate') return { folder: base, verify: async () => {} };
  const { from, tokenizer } = stage;
  if (!('stage' in from)) return { folder: base, verify: () => verifyBaseModel(base, from.base, tokenizer) };
  return { folder: join(store.stageFolder(from.stage), 'model'), verify: () => store.verify(from.stage, 'model/') };
}

/** Translations of earlier stages are what those made. */
async function verifyTranslations(stage: Stage, store: Store): Promise<void> {
  for (const { translation } of stage.data)
    if (translation) await store.verify(translation.stage, 'translated.parquet');
}

/** For a stage that another process has taken over; anything else that went wrong stays an error. */
function lostOnly(error: unknown): 'lost' {
  if (error instanceof LockLost) return 'lost';
  throw error;
}

function workOf(stage: Stage, place: Workplace): Promise<Work> {
  if (stage.kind === 'train') return trainStage(stage, place);
  return stage.kind === 'evaluate' ? evaluateStage(stage, place) : translateStage(stage, place);
}

function recordOf(stage: Stage, work: NonNullable<Work>, startedAt: Date, options: RunOptions): MadeRecord {
  const finishedAt = new Date();
  return {
    format: 1,
    stage,
    made: {
      version: options.version,
      ...thisMachine(),
      backend: options.backend.name,
      threads: options.threads ?? null,
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(),
    },
    seconds: (finishedAt.getTime() - startedAt.getTime()) / 1000,
    ...work,
  };
}
