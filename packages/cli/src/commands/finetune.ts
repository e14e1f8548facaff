import { resolve } from 'node:path';
import { type AnyTask, RequestError, type Source } from '@stopover/core';
import { assertTrains, type EnglishDev, permutation, rowsOf, type TaskData, trainingRows } from '@stopover/data';
import { checkTracker, limitInWords, trackersNamed } from '@stopover/study';
import type { Recipe, TrainOutcome } from '@stopover/training';
import { servicesFor } from '../composition/services-for.ts';
import { listenForInterruption, stoppedAt, stopping } from '../program/interruption.ts';
import type { LimitOptions, OutputOptions, RecipeOptions, SourceOptions, TrackerOptions } from '../program/options.ts';
import { createTerminal, type Terminal } from '../program/terminal.ts';
import { type BackendOptions, chooseOwnBackend } from '../study/choose-backend.ts';
import { noteClipped } from '../views/clipped-note.ts';
import { noteCut } from '../views/cut-note.ts';
import { createProgress } from '../views/progress.ts';
import { counted, duration } from '../views/quantities.ts';
import { modelOfStage, type StageChoice } from './find-stage.ts';
import { assertOfRole, languagesNamed, modelNamed, recipeFrom } from './named-inputs.ts';
import { ownFolder } from './own-folder.ts';
import { remakeModel } from './remake-model.ts';
import { claimRun, doneBefore, hashModel, hashRows, recipeInRequest } from './run-request.ts';
import { tellFinetuned, trackFinetune } from './track-finetune.ts';

/** Options of `finetune`. */
export interface FinetuneOptions
  extends OutputOptions,
    SourceOptions,
    RecipeOptions,
    LimitOptions,
    BackendOptions,
    TrackerOptions {
  readonly model?: string;
  readonly task: string;
  readonly languages?: readonly string[];
  readonly init?: string;
  readonly store?: string;
  readonly seed: number;
  readonly threads?: number;
  readonly out?: string;
  readonly restart?: boolean;
}

/** Fine-tunes a model on one task; the same command goes on where a stopped one was. */
export async function finetune(options: FinetuneOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { services, task, recipe, languages, from, backend, data, select } = await prepare(options, terminal);
  const folder = resolve(options.out ?? `runs/finetune/${task.name}`);
  const progress = createProgress(terminal);
  const title = `${options.model ?? `stage ${options.init}`} on ${task.name}, seed ${options.seed}`;
  using interruption = listenForInterruption(() => progress.line(stopping, true));
  await using own = await ownFolder(folder, {
    signal: interruption.signal,
    say: (line) => progress.line(line, true),
  });
  if (!own) return interruption.status ?? 1;
  const request = await requestOf({ data, select, recipe, from, seed: options.seed, languages });
  const run = await claimRun(folder, request, options.restart === true);
  const say = (line: string) => progress.line(line, true);
  const about = { names: options.tracker, services, folder, title, request, task, recipe, seed: options.seed, select };
  if (run.done) {
    await tellFinetuned({ ...about, say }, selectedStepIn(run.done));
    return doneBefore(terminal, folder, run.done);
  }
  const follow = await trackFinetune({ ...about, say });
  const outcome = await services.engine.train({
    from,
    data: [data],
    head: 'new',
    recipe,
    seed: options.seed,
    backend,
    folder,
    signal: own.signal,
    mayWrite: own.mayWrite,
    onNote: say,
    ...(follow && { follow }),
    ...(select && { select }),
    ...(options.threads !== undefined && { threads: options.threads }),
    onProgress: ({ step, steps, stepsPerSecond, loss }) =>
      progress.show({
        ...{ done: 0, total: 1, share: step / steps, secondsLeft: (steps - step) / stepsPerSecond },
        running: [{ title, step, steps, stepsPerSecond, loss }],
      }),
  });
  const { interrupted, selectedStep } = outcome;
  await follow?.end(interrupted ? { state: 'stopped', selectedStep: null } : { state: 'done', selectedStep });
  progress.end();
  if (outcome.interrupted) await own.mayWrite();
  const limit = options.limit === undefined ? {} : { limit: options.limit };
  const document = { task: task.name, languages, ...limit, folder, ...outcome };
  if (!outcome.interrupted) await run.finish(document);
  terminal.document(document);
  for (const cut of outcome.cut) noteCut(terminal, `${task.name} (${languages.join(', ')})`, cut);
  if (outcome.selectCut) noteCut(terminal, `${task.name}, English development rows`, outcome.selectCut);
  if (outcome.interrupted) {
    terminal.note(stoppedAt(outcome.steps));
    return interruption.status ?? 1;
  }
  terminal.print(inWords(outcome));
  terminal.print(`Model: ${folder}/model`);
  return 0;
}

const selectedStepIn = (done: object): number | null =>
  'selectedStep' in done && typeof done.selectedStep === 'number' ? done.selectedStep : null;

/** Everything that a training needs, before its first step. */
async function prepare(options: FinetuneOptions, terminal: Terminal) {
  const services = await servicesFor(options, terminal);
  const { source } = services;
  for (const choice of trackersNamed(options.tracker ?? [], [], '--tracker')) checkTracker(services.trackers, choice);
  const task = services.tasks.get(options.task, '--task');
  assertTrains(task);
  assertOfRole(options.set, task);
  const recipe = await recipeFrom(options, task);
  const languages = languagesNamed(options.languages ?? ['en'], task);
  const from = await startOf(options, source, terminal);
  await noteClipped(terminal, from, { task, recipe, architectures: services.architectures });
  const { backend, device } = await chooseOwnBackend(options, services.backends);
  const { limit } = options;
  const data = await trainingRows(source, task, languages, {
    maxExamples: recipe.maxExamples,
    seed: options.seed,
    limit,
  });
  const select = recipe.select === 'best' ? await selectionRows(source, task, recipe.selectionExamples, limit) : null;
  terminal.note(`${task.name} (${languages.join(', ')}): ${data.examples.length} examples on ${device}.`);
  if (limit !== undefined) terminal.note(limitInWords(limit));
  return { services, task, recipe, languages, from, backend, data, select };
}

/** What is told apart of trainings; threads and backend only round otherwise. */
const requestOf = async (of: {
  readonly data: TaskData;
  readonly select: EnglishDev | null;
  readonly recipe: Recipe;
  readonly from: string;
  readonly seed: number;
  readonly languages: readonly string[];
}) => ({
  ...{ task: of.data.task.name, languages: of.languages.join(','), seed: of.seed, ...recipeInRequest(of.recipe) },
  ...{ model: await hashModel(of.from), examples: of.data.examples.length, rows: hashRows(of.data) },
  'development rows': of.select && hashRows(of.select),
});

/** What came of a training, in a line. */
function inWords({ steps, seconds, finalLoss, selectionScore }: TrainOutcome): string {
  const score = selectionScore === null ? '' : `, ${selectionScore.toFixed(1)} on English development data`;
  return `${counted(steps, 'step')} in ${duration(seconds)}, loss ${finalLoss.toFixed(3)}${score}.`;
}

/** English development rows, the ones that a study would take. */
async function selectionRows(source: Source, task: AnyTask, most: number, limit?: number): Promise<EnglishDev> {
  const { rows } = await rowsOf(source, task, 'validation', 'en', { limit });
  const order = permutation(rows.examples.length, 'selection', task.name).slice(0, most);
  return { ...rows, examples: order.flatMap((index) => rows.examples[index] ?? []) };
}

/** The folder of the model that the options name. @throws RequestError when they name none, or two. */
function startOf(options: FinetuneOptions, source: Source, terminal: Terminal): Promise<string> {
  const { init, store, model } = options;
  if (init === undefined && model !== undefined) return modelNamed(source, model);
  if (init !== undefined && model === undefined) {
    const remake: StageChoice['remake'] = (opened, record) => remakeModel(opened, record, options, terminal);
    return modelOfStage(init, { store, option: '--init', remake });
  }
  const what = init === undefined ? 'neither was given' : 'both were given';
  const remedy = 'Name a model with --model, or a stage to go on from with --init.';
  throw new RequestError({ where: '--model and --init', what, remedy });
}
