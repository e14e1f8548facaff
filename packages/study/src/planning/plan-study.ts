import { dirname, resolve } from 'node:path';

import type { AnyTask, Source, Translator } from '@stopover/core';
import { findMaskedText, Tables, textsOf } from '@stopover/data';

import { Catalog } from '@stopover/registry';
import { type ArmForm, perIntermediate } from '../arms/arm-form.ts';
import { ArmTable } from '../arms/arm-table.ts';
import { describeArm } from '../arms/describe-arm.ts';
import { type EstimateOptions, expectStages } from '../estimating/expect-stages.ts';
import type { Plan, PlannedArm, PlannedModel } from '../records/plan.ts';
import type { Store } from '../store/store.ts';
import { recipeFor } from '../study-file/named-recipes.ts';
import type { Study } from '../study-file/study.ts';
import { Findings } from '../study-file/study-error.ts';
import { resolveArms, resolveTasks, type StudyTasks } from '../study-file/study-names.ts';
import { AdaptationText } from './adaptation-text.ts';
import { findModel } from './base-model.ts';
import { checkReady } from './check-ready.ts';
import { checkRetrieval } from './check-retrieval.ts';
import { checkTrainedParts } from './check-trained-parts.ts';
import { clippedIn } from './clipped.ts';
import { seedGroups } from './combinations.ts';
import { declaredIn } from './declared-in.ts';
import { Draws } from './draws.ts';
import { type PlannedIntermediate, trainIntermediate } from './english-stages.ts';
import { checkFileRows } from './file-rows.ts';
import { Grid } from './grid.ts';
import { jobsOf, StageNeeds } from './jobs.ts';
import { withLimitedText } from './limited-text.ts';
import type { ModelInspector } from './model-inspector.ts';
import { inGrid, overlapsOf } from './overlaps.ts';
import type { PlanContext } from './plan-context.ts';
import { plannedSweep } from './planned-sweep.ts';
import { referencesOf } from './references.ts';
import { trialKeys } from './settled-plan.ts';
import { SkippedCells } from './skipped-cells.ts';
import { type ParentModel, StageRegistry } from './stage-registry.ts';
import { type PlannedChoice, type Sweepable, sweepModel } from './sweep-trials.ts';
import type { StudyTarget } from './targets.ts';
import { TrainedSequences } from './trained-sequences.ts';
import { Translations } from './translations.ts';

export interface PlanOptions {
  /** Those that the study may name; without it the built-in ones. */
  readonly arms?: ArmTable;
  readonly tasks: Catalog<AnyTask>;
  readonly source: Source;
  /** Part of every key: a release of the engine that changes results changes it. */
  readonly engineVersion: string;
  /** The backend that will be used, when it is not the study's (`auto` resolved, or an option). In no key. */
  readonly backend?: string;
  readonly executor?: string;
  /** Where done stages tell how long the planned ones will take; without it no time is expected. */
  readonly store?: Store;
  /** At most so many rows of each table are read: for trying a study out. */
  readonly limit?: number | undefined;
  /** What is not told by done stages is estimated on this; without it they alone are asked. */
  readonly estimates?: EstimateOptions;
  /** Those that the study may use; without them it may use files only. */
  readonly translators?: Catalog<Translator>;
  readonly models: ModelInspector;
}

/**
 * Lays out a study: every stage once, with its key, what each needs, and the grid's cells. Reads fingerprints and
 * counts rows; trains nothing.
 * @throws RequestError naming the study file's lines of unknown tasks and languages, or an unknown model; and of items of
 * `skip` that leave out nothing.
 * @throws DataError when the rows that shots are drawn from cannot be read, or those of an intermediate whose steps an arm
 * repeats; and when a file has a wrong row among its first.
 */
export async function planStudy(written: Study, options: PlanOptions): Promise<Plan> {
  const { tasks, source, engineVersion: engine, limit } = options;
  const study = withLimitedText(written, limit);
  const { targets, intermediates } = resolveTasks(study, tasks);
  const forms = resolveArms(study, options.arms ?? new ArmTable());
  const planned = await prepared(study, intermediates, options);
  const draws = await Draws.read(study);
  const tables = new Tables(source, { limit });
  const [text, skipped] = [new AdaptationText(study), new SkippedCells(study)];
  const registry = new StageRegistry({ engine });
  const translators = options.translators ?? new Catalog<Translator>('translator', []);
  await using translations = new Translations({ study, registry, source, translators, store: options.store });
  await translations.check();
  const models: PlannedModel[] = [];
  const sequences = new TrainedSequences({ source, tables, inspector: options.models, models });
  const context: PlanContext = { study, registry, tables, skipped, translations, text, draws, sequences };
  const grids: Grid[] = [];
  const longest: number[] = [];
  const stops = new Set<string>();
  const sweeps: PlannedChoice[] = [];
  for (const id of study.models) {
    const model = await findBase(study, options, id);
    const config = await options.models.encoder(model.folder);
    checkRetrieval(study, targets, config.layers);
    longest.push(config.maxLength);
    models.push(model);
    const base = baseOf(model);
    const swept = await sweepModel(context, { model: base, name: id }, { targets, planned }, options.store);
    sweeps.push(...swept.choices);
    const grid = new Grid(context, base, forms, id);
    grids.push(grid);
    for (const key of await fillGrid(context, base, { grid, forms, ...swept })) stops.add(key);
  }
  const cells = grids.flatMap((grid) => grid.cells);
  const unavailable = distinct(grids.flatMap((grid) => grid.unavailable));
  skipped.check(unavailable);
  checkReady(study, cells);
  const summary = summaryOf(study, options, targets, forms);
  const sweep = await plannedSweep(context, sweeps, cells);
  const stages = neededStages(registry, cells, trialKeys(sweep?.choices ?? []));
  const plan = { stages, models: [...models, ...planned.flatMap(({ ready }) => ready ?? [])], engine };
  await checkTrainedParts(stages, plan.models, { study, inspector: options.models });
  await checkFileRows(stages, { source, tasks });
  const { store, estimates } = options;
  if (store) await expectStages({ plan, source, tasks, tables, backend: summary.backend, store, estimates });
  return {
    format: 1,
    study: summary,
    ...plan,
    keep: { models: study.keep, intermediates: stages.flatMap(({ key }) => (stops.has(key) ? [key] : [])) },
    jobs: jobsOf(stages),
    ...(sweep && { sweep }),
    cells,
    targets: targets.map(targetOf),
    clipped: clippedIn(stages, Math.min(...longest)),
    unavailable,
    overlaps: inGrid(await overlapsOf(study, tables, planned, targets), cells),
    references: referencesOf(stages, tasks, source.capabilities.commit !== undefined),
  };
}

/** What scores the cells, the trials of a sweep, and all that those need. */
const neededStages = (registry: StageRegistry, cells: Plan['cells'], trials: readonly string[]): Plan['stages'] => [
  ...new StageNeeds(registry.stages).neededFor([...cells.map(({ stage }) => stage), ...trials]),
];

/** Fills the grid of a base model; keys of the stages that make its intermediates. */
async function fillGrid(
  context: PlanContext,
  base: ParentModel,
  { grid, forms, targets, planned }: Sweepable & { readonly grid: Grid; readonly forms: readonly ArmForm[] },
): Promise<readonly string[]> {
  const stops: string[] = [];
  for (const seed of context.study.seeds) {
    // What most waits for comes first; what no cell needs is left out of the plan.
    for (const intermediate of planned) {
      const stop = await trainIntermediate(context, base, intermediate, seed);
      if (stop.ok && 'stage' in stop.value.origin) stops.push(stop.value.origin.stage);
    }
    for (const intermediate of startsOf(forms, planned)) {
      for (const target of targets) await grid.fill({ seed, intermediate }, target);
    }
  }
  return stops;
}

function findBase(study: Study, options: PlanOptions, id: string): Promise<PlannedModel> {
  const place = study.models.indexOf(id);
  const where = study.models.length > 1 ? study.where('models', place) : study.where('model');
  return findWhole(study, options, { id, where });
}

/** A model with the hash that its tokenizer knows itself by. */
async function findWhole(
  study: Study,
  { source, models }: PlanOptions,
  named: { readonly id: string; readonly where: string },
): Promise<PlannedModel> {
  const files = await findModel(study, source, named);
  const { size } = await models.encoder(files.folder);
  return { ...files, tokenizer: await models.tokenizerHash(files.folder), size };
}

const baseOf = ({ hash, tokenizer }: PlannedModel): ParentModel => ({
  origin: { base: hash },
  steps: [],
  seed: null,
  targetExamples: 0,
  tokenizer,
});

/** What two models lack alike is said once. */
const distinct = <T>(entries: readonly T[]): T[] => [
  ...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values(),
];

/** The intermediates with their text found, and with the models that are ready. */
async function prepared(
  study: Study,
  intermediates: StudyTasks['intermediates'],
  options: PlanOptions,
): Promise<PlannedIntermediate[]> {
  const findings = new Findings();
  const folder = dirname(resolve(study.file));
  const planned: PlannedIntermediate[] = [];
  for (const { chosen, tasks } of intermediates) {
    const { masked: choice, where, checkpoint } = chosen;
    const masked = choice
      ? await findings.attemptAsync(() => findMaskedText(choice, { folder, where, texts: textsOf(options.source) }))
      : undefined;
    const ready =
      checkpoint === null
        ? undefined
        : await findings.attemptAsync(() => findWhole(study, options, { id: checkpoint, where }));
    planned.push({ chosen, tasks, masked, ready });
  }
  findings.end();
  return planned;
}

/** Cells without an intermediate first, then those of each. */
const startsOf = (forms: readonly ArmForm[], planned: readonly PlannedIntermediate[]) => [
  ...(forms.every(perIntermediate) ? [] : [undefined]),
  ...planned,
];

function targetOf({ task, split }: StudyTarget): Plan['targets'][number] {
  const { name, kind, metrics, parallel = false } = task;
  const [{ name: metric, range }] = metrics;
  return { name, kind, metric, range: [range[0], range[1]], parallel, split };
}

/** Seeds that no mean has are told. */
function withSeedsLeft(arm: PlannedArm, seeds: readonly number[]): PlannedArm {
  const { left } = arm.average === null ? { left: [] } : seedGroups(seeds, arm.average);
  if (left.length === 0) return arm;
  return { ...arm, line: `${arm.line}, without ${left.length === 1 ? 'seed' : 'seeds'} ${left.join(', ')}` };
}

function summaryOf(
  study: Study,
  options: PlanOptions,
  targets: readonly StudyTarget[],
  forms: readonly ArmForm[],
): Plan['study'] {
  const orders = new Set(targets.map(({ task }) => recipeFor(study.recipe, 'target', task.kind).order));
  const direct = !forms.every(perIntermediate);
  return {
    ...declaredIn(study),
    models: [...study.models],
    source: options.source.name,
    backend: options.backend ?? study.backend,
    executor: options.executor ?? study.executor,
    recipe: study.recipeName,
    order: [...orders].join(', '),
    seeds: [...study.seeds],
    shots: [...study.shots],
    buckets: study.buckets,
    selections: [...study.selections],
    arms: forms.map((form) => withSeedsLeft(describeArm(form), study.seeds)),
    ...(options.limit !== undefined && { limit: options.limit }),
    ...(study.changes.length > 0 && { changes: [...study.changes] }),
    intermediates: [...(direct ? ['none'] : []), ...study.intermediates.map(({ name }) => name)],
  };
}
