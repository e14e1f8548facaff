import { appendFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '@stopover/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTranslators } from '../fixtures/tiny-world.ts';
import type { Plan } from '../records/plan.ts';
import { StageRunner } from '../stages/stage-runner.ts';
import { noteBegun } from '../store/begun.ts';
import { openStore, type Store } from '../store/store.ts';
import { stageDetails } from './stage-details.ts';

const study = `intermediates: [none, stories]
targets: [xclaims]
languages: [de]
arms: [zero-shot, intermediate]
recipe: { all: { batchSize: 16, epochs: 1 } }
`;

let folder: Awaited<ReturnType<typeof scratch>>;
let store: Store;
let plan: Plan;

beforeAll(async () => {
  folder = await scratch();
  store = openStore(join(folder.path, 'store'));
  plan = await tinyPlan(folder.path, study);
  await store.savePlan(plan, '');
  const source = new TinySource(folderOf(plan));
  await using runner = new StageRunner(tinyCatalog(), source, majorityEngine(), tinyTranslators());
  for (const stage of plan.stages.filter(({ title }) => !title.startsWith('stories → claims')))
    await runner.run(stage, store, { bases: basesOf(plan), backend: noDevice, version: 'test' });
});
afterAll(() => folder?.[Symbol.asyncDispose]());

const keyOf = (title: string) => plan.stages.find((stage) => stage.title === title)?.key ?? '';
const problemOf = (named: string, of?: string) =>
  stageDetails(store, named, of).then(
    () => undefined,
    (error: unknown) => (error instanceof RequestError ? error.message : error),
  );

describe('a stage of a store', () => {
  it('is found by its title, however it is typed, and by the beginning of its key', async () => {
    const key = keyOf('stories → claims, seed 1');
    for (const named of ['stories → claims, seed 1', ' Stories->claims,  seed 1', key, key.slice(0, 10)])
      expect((await stageDetails(store, named)).standing.key).toBe(key);
  });

  it('is shown with its record, its curve, its parents, children and files', async () => {
    const details = await stageDetails(store, 'claims, seed 1', 'tiny');
    expect(details).toMatchObject({ studies: ['tiny'], bases: ['tiny/base'], scores: null, parents: [] });
    expect(details.standing).toMatchObject({ state: 'done', title: 'claims, seed 1' });
    expect(details.record?.stage.key).toBe(keyOf('claims, seed 1'));
    expect(details.log.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(details.children).toMatchObject([{ state: 'done', title: 'claims → xclaims test (de), seed 1' }]);
    expect(details.files).toContainEqual({ path: 'model/config.json', bytes: 2 });
    expect(details.files.map(({ path }) => path)).toContain('stage.json');
    const evaluated = await stageDetails(store, 'claims → xclaims test (de), seed 1');
    expect(evaluated.scores?.languages['de']?.scores).toHaveProperty('accuracy');
    expect(evaluated.parents).toMatchObject([{ key: details.standing.key, state: 'done' }]);
  });

  it('may be waiting, running or failed', async () => {
    const [training, evaluation] = ['stories → claims, seed 1', 'stories → claims → xclaims test (de), seed 1'];
    const waiting = await stageDetails(store, training);
    expect(waiting).toMatchObject({ standing: { state: 'waiting' }, record: null, log: [], files: [] });
    expect(waiting.parents).toMatchObject([{ title: 'stories, seed 1', state: 'done' }]);
    const writer = await store.begin(keyOf(training));
    if (writer.busy) throw new Error('nobody has it');
    // The last line is half-written.
    await appendFile(join(writer.folder, 'log.jsonl'), '{"step":1,"steps":4,"loss":2}\n{"step":2,"steps":4,"lo');
    const running = await stageDetails(store, training);
    expect(running).toMatchObject({
      standing: { state: 'owned', isHere: true, at: { step: 1, steps: 4 } },
      record: null,
    });
    expect(running.log).toEqual([{ step: 1, steps: 4, loss: 2 }]);
    expect(running.files.map(({ path }) => path)).toEqual(['log.jsonl']);
    await writer.release();
    await store.saveFailure(keyOf(evaluation), { title: evaluation, reason: 'the disk is full', at: '' });
    const failed = await stageDetails(store, evaluation);
    expect(failed.standing).toMatchObject({ state: 'failed', reason: 'the disk is full' });
    expect((await stageDetails(store, training)).standing.state).toBe('begun');
  });

  it('is nobody’s when the process that had it was killed', async () => {
    const training = 'stories → claims, seed 1';
    const lock = join(store.folder, 'stages', `${keyOf(training)}.owner`);
    const writer = await store.begin(keyOf(training));
    if (writer.busy) throw new Error('nobody has it');
    expect((await stageDetails(store, training)).standing.state).toBe('owned');
    // A process of the same number that started at another time: this one's lock as a dead one leaves it.
    const [name = ''] = await readdir(lock);
    await rename(join(lock, name), join(lock, name.replace(/^([^,]*,\d+),[^,]*/, '$1,1')));
    expect((await stageDetails(store, training)).standing.state).toBe('begun');
    await rm(lock, { recursive: true });
  });

  it('is found where no plan has it any more, but not as one of a study', async () => {
    const [first] = plan.stages;
    if (!first) throw new Error('there is a stage');
    const writer = await store.begin('e'.repeat(64));
    if (writer.busy) throw new Error('nobody has it');
    await noteBegun(writer.folder, { ...first, key: 'e'.repeat(64), title: 'a stage of no plan' });
    await appendFile(join(writer.folder, 'log.jsonl'), '');
    await writer.release();
    const found = await stageDetails(store, 'eeeeeeee');
    expect(found).toMatchObject({ studies: [], standing: { title: 'a stage of no plan' } });
    expect((await stageDetails(store, 'a stage of no plan')).standing.key).toBe('e'.repeat(64));
    expect(await problemOf('eeeeeeee', 'tiny')).toMatch('no stage has a key that begins with eeeeeeee');
  });

  it('that is not there, or not one, is refused with what may be meant', async () => {
    expect(await problemOf('claims, sead 1')).toMatch(
      'no stage is called "claims, sead 1". Did you mean "claims, seed 1"?',
    );
    expect(await problemOf('xclaims')).toMatch(
      'Did you mean "claims → xclaims test (de), seed 1" or "stories → claims → xclaims test (de), seed 1"?',
    );
    expect(await problemOf('nothing like it')).toMatch('`stopover status STORE --stages` lists the stages');
    const twice = await tinyPlan(folder.path, study.replace('epochs: 1', 'epochs: 3'));
    await store.savePlan({ ...twice, study: { ...twice.study, name: 'longer' } }, '');
    const problem = await problemOf('claims, seed 1');
    expect(problem).toMatch('2 stages are called "claims, seed 1". Give the beginning of one\'s key: ');
    expect(problem).toContain(keyOf('claims, seed 1').slice(0, 8));
    expect((await stageDetails(store, 'claims, seed 1', 'tiny')).standing.key).toBe(keyOf('claims, seed 1'));
    expect(await problemOf('claims, seed 1', 'none')).toMatch('there is no study "none"');
  });
});
