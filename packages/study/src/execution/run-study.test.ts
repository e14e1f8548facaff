import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { localExecutor } from '@stopover/executor-local';
import { Catalog } from '@stopover/registry';
import { describe, expect, it } from 'vitest';
import { childRunning } from '../fixtures/child.ts';
import { scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import type { Plan } from '../records/plan.ts';
import { readResults } from '../results/read-results.ts';
import { openStore, type Store } from '../store/store.ts';
import { StudyRunner } from './run-study.ts';
import type { StudyEvent } from './study-event.ts';

const yaml = `intermediates: [none, stories]
targets: [xclaims]
languages: [en, de]
arms: [zero-shot, intermediate, target-shots]
shots: [5]
buckets: 1
recipe: { all: { batchSize: 16, epochs: 1 } }
`;

interface Setup {
  readonly plan: Plan;
  readonly store: Store;
}

async function setup(folder: string): Promise<Setup> {
  const plan = await tinyPlan(folder, yaml);
  const store = openStore(join(folder, 'store'));
  await store.savePlan(plan, yaml);
  return { plan, store };
}

const child = await childRunning('tiny-job.ts');

interface Wish {
  readonly pause?: number;
  readonly broken?: string;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: StudyEvent) => void;
}

async function run({ plan, store }: Setup, wish: Wish = {}): Promise<StudyEvent[]> {
  const { pause = 0, broken = '', signal = new AbortController().signal, onEvent } = wish;
  const parts = await store.saveJobs(plan);
  const commandsFor = ({ key }: { key: string }) => ({
    command: child(store.folder, parts.reference(key), String(pause), broken),
  });
  const events: StudyEvent[] = [];
  const runner = new StudyRunner(new Catalog('executor', [localExecutor({ grace: 5000 })]));
  for await (const event of runner.run(plan, { store, commandsFor, processes: 2, threads: 1, signal })) {
    events.push(event);
    onEvent?.(event);
  }
  return events;
}

const last = (events: readonly StudyEvent[]) => events.at(-1);

describe('a study that is run in processes', () => {
  it('runs every stage once, tells how it goes, finds all of it again, and makes again only what is gone', async () => {
    await using folder = await scratch();
    const study = await setup(folder.path);
    const { stages, jobs } = study.plan;
    const events = await run(study);
    expect(events[0]).toEqual({
      type: 'plan',
      stages: stages.length,
      cached: 0,
      toRun: stages.length,
      jobs: jobs.length,
    });
    expect(last(events)).toMatchObject({ type: 'end', done: stages.length, failed: 0, notRun: 0, interrupted: false });
    const done = events.filter(({ type }) => type === 'done');
    expect(done.length).toBe(stages.length);
    expect(done.at(-1)).toMatchObject({
      place: expect.stringMatching(new RegExp(`^\\d+/${stages.length}$`)),
      secondsLeft: 0,
    });
    expect(
      events.some((event) => event.type === 'progress' && event.loss !== null && event.stepsPerSecond === 100),
    ).toBe(true);
    // Nothing waits for a model any more.
    const dropped = events.flatMap((event) => (event.type === 'dropped' ? [event.key] : []));
    const trained = stages.filter(({ kind }) => kind === 'train').map(({ key }) => key);
    expect([dropped.length, new Set(dropped)]).toEqual([trained.length, new Set(trained)]);
    expect(trained.filter((key) => existsSync(join(study.store.stageFolder(key), 'model')))).toEqual([]);
    const again = await run(study);
    expect(again[0]).toMatchObject({ cached: stages.length, toRun: 0, jobs: 0 });
    expect(again.length).toBe(2);
    const shots = stages.find((stage) => stage.kind === 'evaluate' && stage.targetExamples > 0);
    const file = join(study.store.stageFolder(shots?.key ?? ''), 'scores.json');
    const before = await readFile(file, 'utf8');
    await rm(dirname(file), { recursive: true });
    expect((await run(study))[0]).toMatchObject({ toRun: 1, jobs: 1 });
    expect(await readFile(file, 'utf8')).toBe(before);
    const results = await readResults(study.store, await study.store.loadPlan());
    expect(results.failed).toEqual([]);
    expect(results.cells.length).toBe(study.plan.cells.length);
    expect(results.stages.map(({ key }) => key).sort()).toEqual(stages.map(({ key }) => key).sort());
  });

  it('goes on after Ctrl-C from the checkpoint', async () => {
    await using folder = await scratch();
    const study = await setup(folder.path);
    const stop = new AbortController();
    const onEvent = (event: StudyEvent) => {
      if (event.type === 'progress' && event.step >= 2) stop.abort();
    };
    const events = await run(study, { pause: 1500, signal: stop.signal, onEvent });
    expect(last(events)).toMatchObject({ interrupted: true, failed: 0 });
    const after = await run(study);
    expect(last(after)).toMatchObject({ failed: 0, notRun: 0, interrupted: false });
    const records = await Promise.all(study.plan.stages.map(({ key }) => study.store.find(key)));
    expect(records.some((record) => (record?.outcome?.resumedAt ?? 0) > 0)).toBe(true);
  });

  it('tells which stage failed and why, goes on with the others, and shows it in the results', async () => {
    await using folder = await scratch();
    const study = await setup(folder.path);
    const events = await run(study, { broken: 'tiny/stories default train' });
    const failed = events.filter((event) => event.type === 'fail');
    expect(failed).toMatchObject([
      { title: 'stories, seed 1', reason: expect.stringContaining('there is no such table') },
    ]);
    const results = await readResults(study.store, study.plan);
    expect(results.failed.map(({ title, reason }) => `${title}: ${reason}`)).toEqual([
      expect.stringContaining('stories, seed 1: tiny/stories default train'),
      'stories → claims, seed 1: it has not been run',
      'stories → claims → xclaims test (2 languages), seed 1: it has not been run',
    ]);
    expect(results.cells.every(({ intermediate }) => intermediate === 'none')).toBe(true);
    const healed = await run(study);
    expect(last(healed)).toMatchObject({ done: 3, failed: 0 });
    expect((await readResults(study.store, study.plan)).failed).toEqual([]);
  });
});
