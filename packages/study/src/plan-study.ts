import { dirname, resolve } from 'node:path';
import type { AnyTask, Source, Translator } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { hasStop } from './arms.ts';
import { findBaseModel } from './base-model.ts';
import { checkRetrieval } from './check-retrieval.ts';
import { clippedIn } from './clipped.ts';
import { expectTimes } from './expect-times.ts';
import { found } from './found.ts';
import { Grid, type Start } from './grid.ts';
import { jobsOf, neededFor } from './jobs.ts';
import { findMaskedText } from './masked-text.ts';
import { recipeFor } from './named-recipes.ts';
import { overlapsOf, type Stop } from './overlaps.ts';
import type { Plan } from './plan.ts';
import { referencesOf } from './references.ts';
import type { MaskedText } from './stage.ts';
import { type Model, StageBook } from './stage-book.ts';
import { stopInWords } from './stop-in-words.ts';
import { trainIntermediate, type Ways } from './stopovers.ts';
import type { Store } from './store.ts';
import { Findings } from './study-error.ts';
import type { Study } from './study-file.ts';
import { resolveTasks, type StudyTasks } from './study-names.ts';
import { Tables } from './tables.ts';
import type { StudyTarget } from './targets.ts';
import { Translations } from './translations.ts';

export interface PlanOptions {
  readonly tasks: Catalog<AnyTask>;
  readonly source: Source;
  /** Part of every key: a release of the engine that changes results changes it. */
  readonly engineVersion: string;
  /** The backend that will be used, when it is not the study's (`auto` resolved, or an option). In no key. */
  readonly backend?: string;
  readonly executor?: string;
  /** Where done stages tell how long the planned ones will take; without it no time is expected. */
  readonly store?: Store;
  /** Those that the study may use; without them it may use files only. */
  readonly translators?: Catalog<Translator>;
  /** Hash of the tokenizer in a model folder; without it, SHA-256 of its files. */
  readonly tokenizerHash?: (folder: string) => Promise<string>;
  /**
   * Of the encoder in a model folder: its layers, and the tokens of a sequence that it has positions for. Without it a
   * layer that it has not is found by the first evaluation, and nobody says that a length is beyond its positions.
   */
  readonly configOf?: (folder: string) => Promise<{ readonly layers: number; readonly maxLength: number }>;
}

/**
 * Lays out a study: every stage once, with its key, what each needs, and the grid's cells. Reads fingerprints and
 * counts rows; trains nothing.
 * @throws RequestError naming the study file's lines of unknown tasks and languages, or an unknown model.
 * @throws DataError when the rows that shots are drawn from cannot be read.
 */
export async function planStudy(study: Study, options: PlanOptions): Promise<Plan> {
  const { tasks, source, engineVersion: engine } = options;
  const { targets, intermediates } = resolveTasks(study, tasks);
  const stops = await withText(study, intermediates);
  const files = await findBaseModel(study, source);
  const model = { ...files, tokenizer: (await options.tokenizerHash?.(files.folder)) ?? files.tokenizer };
  const config = await options.configOf?.(files.folder);
  checkRetrieval(study, targets, config?.layers);
  const book = new StageBook({ engine, tokenizer: model.tokenizer });
  const translators = options.translators ?? new Catalog<Translator>('translator', []);
  await using translations = new Translations({ study, book, source, translators, store: options.store });
  await translations.check();
  const ways: Ways = { book, tables: new Tables(source), recipe: study.recipe, translations };
  const base: Model = { origin: { base: model.hash }, steps: [], seed: null, targetExamples: 0 };
  const grid = new Grid(study, ways);
  for (const seed of study.seeds) {
    for (const start of await startsOf(study, ways, base, stops, seed)) {
      for (const target of targets) await grid.fill(start, target);
    }
  }
  const summary = summaryOf(study, options, targets);
  const wanted = grid.cells.map(({ stage }) => stage);
  const stages = [...neededFor(book.stages, wanted)];
  const { store } = options;
  return {
    format: 1,
    study: summary,
    model,
    engine,
    stages: store ? await expectTimes(stages, model.hash, summary.backend, store) : stages,
    jobs: jobsOf(stages),
    cells: grid.cells,
    targets: targets.map(({ task }) => headline(task)),
    ...(config && { clipped: clippedIn(stages, config.maxLength) }),
    unavailable: grid.unavailable,
    overlaps: await overlapsOf(study, ways.tables, stops, targets),
    references: referencesOf(stages, tasks, source.commit !== undefined),
  };
}

/** With the text beside its tasks, found. */
interface PlannedStop extends Stop {
  readonly masked: MaskedText | undefined;
}

async function withText(study: Study, intermediates: StudyTasks['intermediates']): Promise<PlannedStop[]> {
  const findings = new Findings();
  const folder = dirname(resolve(study.file));
  const stops: PlannedStop[] = [];
  for (const { stop, tasks } of intermediates) {
    const { masked: choice, where } = stop;
    const masked = choice ? await findings.attemptAsync(() => findMaskedText(choice, folder, where)) : undefined;
    stops.push({ stop, tasks, masked });
  }
  findings.end();
  return stops;
}

async function startsOf(
  study: Study,
  ways: Ways,
  base: Model,
  stops: readonly PlannedStop[],
  seed: number,
): Promise<Start[]> {
  const starts: Start[] = [];
  if (!study.arms.every(hasStop)) {
    starts.push({ intermediate: 'none', seed, model: found(base) });
  }
  for (const { stop, tasks, masked } of stops) {
    const model = await trainIntermediate(ways, base, stop, tasks, seed, masked);
    starts.push({ intermediate: stop.name, seed, model });
  }
  return starts;
}

function headline({ name, kind, metrics, parallel = false }: AnyTask): Plan['targets'][number] {
  const [{ name: metric, range }] = metrics;
  return { name, kind, metric, range: [range[0], range[1]], parallel };
}

function summaryOf(study: Study, options: PlanOptions, targets: readonly StudyTarget[]): Plan['study'] {
  const orders = new Set(targets.map(({ task }) => recipeFor(study.recipe, 'target', task.kind).order));
  const direct = !study.arms.every(hasStop);
  const stops = study.intermediates.flatMap((stop) => {
    const made = stopInWords(stop);
    return made === null ? [] : [{ name: stop.name, made }];
  });
  return {
    name: study.name,
    model: study.model,
    source: options.source.name,
    backend: options.backend ?? study.backend,
    executor: options.executor ?? study.executor,
    recipe: study.recipeName,
    order: [...orders].join(', '),
    seeds: [...study.seeds],
    shots: [...study.shots],
    buckets: study.buckets,
    arms: [...study.arms],
    intermediates: [...(direct ? ['none'] : []), ...study.intermediates.map(({ name }) => name)],
    ...(stops.length > 0 && { stops }),
  };
}
