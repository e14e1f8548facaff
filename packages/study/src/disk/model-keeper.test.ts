import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTranslators } from '../fixtures/tiny-world.ts';
import type { Plan } from '../records/plan.ts';
import { readResults } from '../results/read-results.ts';
import type { Engine } from '../stages/engine.ts';
import { StageRunner } from '../stages/stage-runner.ts';
import { noteBegun } from '../store/begun.ts';
import { openStore, type Store } from '../store/store.ts';
import { ModelKeeper } from './model-keeper.ts';
import { dropModel, holdModels, modelState, recoverModels } from './stored-model.ts';

const both = `intermediates: [none, stories]
targets: [xclaims]
languages: [de]
arms: [zero-shot, intermediate]
recipe: { all: { batchSize: 16, epochs: 1 } }
`;
const withShots = both.replace('intermediate]', 'intermediate, intermediate+target-shots]\nshots: [5]');

/** A store, and a runner that lets models go as a study does. */
class Bench implements AsyncDisposable {
  readonly folder: string;
  readonly store: Store;
  readonly notes: string[] = [];
  readonly #scratch: AsyncDisposable;

  private constructor(own: AsyncDisposable & { readonly path: string }) {
    this.#scratch = own;
    this.folder = own.path;
    this.store = openStore(join(own.path, 'store'));
  }

  static async make(): Promise<Bench> {
    return new Bench(await scratch());
  }

  /** A plan of the tiny world under a name, kept in the store. */
  async plan(yaml: string, name = 'tiny'): Promise<Plan> {
    const plan = await tinyPlan(this.folder, yaml);
    const named = { ...plan, study: { ...plan.study, name } };
    await this.store.savePlan(named, yaml);
    return named;
  }

  /** Runs the stages that are missing; gives the most models that lay in the store at once, and the titles of those that went. */
  async run(plan: Plan, engine: Engine = majorityEngine()) {
    const source = new TinySource(folderOf(plan));
    await using runner = new StageRunner(tinyCatalog(), source, engine, tinyTranslators());
    const onNote = (line: string) => this.notes.push(line);
    const options = { bases: basesOf(plan), backend: noDevice, version: 'test', onNote };
    const keeper = new ModelKeeper(this.store, plan);
    const gone: string[] = [];
    let most = 0;
    for (const stage of plan.stages) {
      if ((await runner.run(stage, this.store, options)) !== 'made') continue;
      most = Math.max(most, (await this.models(plan)).length);
      gone.push(...(await keeper.after(stage.key)).map(({ title }) => title));
    }
    return { most, dropped: sorted(gone) };
  }

  /** Titles of the stages whose models are there. */
  async models(plan: Plan): Promise<readonly string[]> {
    const states = await Promise.all(plan.stages.map(({ key }) => modelState(this.store, key)));
    return sorted(
      plan.stages.flatMap(({ title, kind }, i) => (kind === 'train' && states[i] === 'there' ? [title] : [])),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.#scratch[Symbol.asyncDispose]());
  }
}

/** In one order, however they came. */
const sorted = (titles: readonly string[]): readonly string[] => titles.toSorted((a, b) => (a < b ? -1 : 1));

const keyOf = (plan: Plan, title: string): string => plan.stages.find((stage) => stage.title === title)?.key ?? '';

describe('models of a study', () => {
  it('go when their evaluations are complete, and everything else stays and can be checked and reported', async () => {
    await using bench = await Bench.make();
    const plan = await bench.plan(both);
    expect(plan.keep).toEqual({ models: 'needed', intermediates: [keyOf(plan, 'stories, seed 1')] });
    const { most, dropped } = await bench.run(plan);
    expect(dropped).toEqual(['claims, seed 1', 'stories → claims, seed 1', 'stories, seed 1']);
    expect(most).toBeLessThan(3);
    for (const { key, kind } of plan.stages) {
      const record = await bench.store.find(key);
      await bench.store.verify(key, '');
      expect(record?.dropped === undefined).toBe(kind === 'evaluate');
      if (kind === 'train') {
        expect(await readdir(bench.store.stageFolder(key))).toEqual(['log.jsonl', 'stage.json']);
        expect(Object.keys(record?.files ?? {})).toContain('model/majority.json');
        expect(record?.dropped?.bytes).toBeGreaterThan(20);
      }
    }
    expect((await readdir(join(bench.store.folder, 'stages'))).length).toBe(plan.stages.length);
    const results = await readResults(bench.store, plan);
    expect([results.failed, results.cells.length]).toEqual([[], plan.cells.length]);
    // A second run finds everything, and drops nothing twice.
    expect(await bench.run(plan)).toEqual({ most: 0, dropped: [] });
    expect(await new ModelKeeper(bench.store, plan).sweep()).toEqual([]);
  });

  it.each([
    ['intermediates', ['stories, seed 1']],
    ['all', ['claims, seed 1', 'stories → claims, seed 1', 'stories, seed 1']],
  ])('stay as keep: %s says, and go when the study no longer says so', async (keep, staying) => {
    await using bench = await Bench.make();
    const plan = await bench.plan(`${both}keep: ${keep}\n`);
    await bench.run(plan);
    expect(await bench.models(plan)).toEqual(staying);
    const other = await bench.plan(both);
    const swept = await new ModelKeeper(bench.store, other).sweep();
    expect(sorted(swept.map(({ title }) => title))).toEqual(staying);
    expect(await bench.models(plan)).toEqual([]);
  });

  it('stay while another study of the store waits for them, and go after it', async () => {
    await using bench = await Bench.make();
    const plan = await bench.plan(both);
    const other = await bench.plan(withShots, 'other');
    expect((await bench.run(plan)).dropped).toEqual(['claims, seed 1', 'stories, seed 1']);
    expect(await bench.models(plan)).toEqual(['stories → claims, seed 1']);
    const { dropped } = await bench.run(other);
    expect(dropped).toContain('stories → claims, seed 1');
    expect(await bench.models(other)).toEqual([]);
    expect(bench.notes).toEqual([]);
  });

  it('stay where the plan of a study cannot be read, or a stage is being written that starts from them', async () => {
    await using bench = await Bench.make();
    const plan = await bench.plan(`${both}keep: all\n`);
    await bench.run(plan);
    const free = await bench.plan(both);
    const other = join(bench.store.folder, 'studies/other');
    await mkdir(other, { recursive: true });
    await writeFile(join(other, 'plan.json'), '{');
    expect(await new ModelKeeper(bench.store, free).sweep()).toEqual([]);
    await rm(other, { recursive: true });
    // A stage of a plan that is no longer there, as another version of the study has it.
    const shots = (await tinyPlan(bench.folder, withShots)).stages.find(({ targetExamples }) => targetExamples > 0);
    if (!shots) throw new Error('there are shots');
    const writer = await bench.store.begin(shots.key);
    if (writer.busy) throw new Error('nobody has it');
    await noteBegun(writer.folder, shots);
    await new ModelKeeper(bench.store, free).sweep();
    expect(await bench.models(plan)).toEqual(['stories → claims, seed 1']);
    await writer.release();
    expect(existsSync(writer.folder)).toBe(false);
    await new ModelKeeper(bench.store, free).sweep();
    expect(await bench.models(plan)).toEqual([]);
  });
});

describe('a model that was dropped', () => {
  it('is made again with those before it when a new stage starts from it, byte for byte', async () => {
    await using bench = await Bench.make();
    const plan = await bench.plan(both);
    await bench.run(plan);
    const key = keyOf(plan, 'stories → claims, seed 1');
    const before = await bench.store.find(key);
    const more = await bench.plan(withShots);
    const { dropped } = await bench.run(more);
    expect(bench.notes).toEqual([
      'The model of "stories → claims, seed 1" was dropped: it is made again.',
      'The model of "stories, seed 1" was dropped: it is made again.',
    ]);
    expect(dropped).toContain('stories → claims, seed 1');
    const after = await bench.store.find(key);
    expect({ ...after, dropped: 0 }).toEqual({ ...before, dropped: 0 });
    // What was made again for that model alone goes with the next sweep.
    await new ModelKeeper(bench.store, more).sweep();
    expect(await bench.models(more)).toEqual([]);
    expect((await readdir(join(bench.store.folder, 'stages'))).length).toBe(more.stages.length);
  });

  it('is there after it was asked for by its key; one that comes out otherwise is refused and not kept', async () => {
    await using bench = await Bench.make();
    const plan = await bench.plan(both);
    await bench.run(plan);
    const key = keyOf(plan, 'claims, seed 1');
    const options = { bases: basesOf(plan), backend: noDevice, version: 'test' };
    const remake = async (engine: Engine) => {
      await using runner = new StageRunner(tinyCatalog(), new TinySource(folderOf(plan)), engine, tinyTranslators());
      return runner.remake(key, bench.store, options);
    };
    const sound = majorityEngine();
    const other: Engine = {
      ...sound,
      train: async (request) => {
        const outcome = await sound.train(request);
        await writeFile(join(request.folder, 'model/majority.json'), '{"counts":{},"step":0}');
        return outcome;
      },
    };
    await expect(remake(other)).rejects.toThrow(
      'made again it is another one: its SHA-256 is not the one of the record',
    );
    expect(await modelState(bench.store, key)).toBe('dropped');
    expect(existsSync(`${bench.store.stageFolder(key)}.partial`)).toBe(false);
    expect(await remake(sound)).toBe('made');
    expect(await modelState(bench.store, key)).toBe('there');
    expect(await remake(sound)).toBe('cached');
    await bench.store.verify(key, 'model/');
    expect((await bench.store.find(key))?.dropped).toBeUndefined();
    await writeFile(join(bench.store.stageFolder(key), 'model/majority.json'), '{}');
    await expect(bench.store.verify(key, 'model/')).rejects.toThrow('is not the one that the stage');
  });
});

describe('a model that is read', () => {
  it('is not dropped meanwhile', async () => {
    await using bench = await Bench.make();
    const plan = await bench.plan(`${both}keep: all\n`);
    await bench.run(plan);
    const key = keyOf(plan, 'claims, seed 1');
    const drop = () => dropModel(bench.store, key, async () => true);
    {
      await using _held = await holdModels(bench.store, [key]);
      expect(await drop()).toBeUndefined();
      expect(await modelState(bench.store, key)).toBe('there');
    }
    expect(await drop()).toBeGreaterThan(0);
    expect(await modelState(bench.store, key)).toBe('dropped');
  });
});

describe('a process killed while it drops or puts back a model', () => {
  /** A study whose models are there, with the places that a model goes through. */
  async function killed(bench: Bench) {
    const plan = await bench.plan(`${both}keep: all\n`);
    await bench.run(plan);
    const key = keyOf(plan, 'claims, seed 1');
    const folder = bench.store.stageFolder(key);
    const record = JSON.parse(await readFile(join(folder, 'stage.json'), 'utf8'));
    const say = (dropped: object) => writeFile(join(folder, 'stage.json'), JSON.stringify({ ...record, ...dropped }));
    const places = { model: join(folder, 'model'), aside: `${folder}.dropping` };
    return { plan, key, places, say: () => say({ dropped: { at: 'then', bytes: 1 } }) };
  }

  it('has left the model, when it had only moved it aside', async () => {
    await using bench = await Bench.make();
    const { plan, key, places } = await killed(bench);
    await rename(places.model, places.aside);
    expect(await modelState(bench.store, key)).toBe('moving');
    // Who wants to read it finds it without any sweep.
    const more = await bench.plan(withShots.replace('intermediate+target-shots', 'target-shots'));
    await bench.run(more);
    expect(bench.notes).toEqual([]);
    expect(await readResults(bench.store, more)).toMatchObject({ failed: [] });
    expect(existsSync(places.aside)).toBe(false);
    expect(plan.stages.length).toBeLessThan(more.stages.length);
  });

  it('has dropped it, when the record said so', async () => {
    await using bench = await Bench.make();
    const { key, places, say } = await killed(bench);
    await rename(places.model, places.aside);
    await say();
    await recoverModels(bench.store);
    expect([await modelState(bench.store, key), existsSync(places.aside)]).toEqual(['dropped', false]);
  });

  it('has put it back, when it lay there whole; what is not it goes', async () => {
    await using bench = await Bench.make();
    const { plan, key, places, say } = await killed(bench);
    await say();
    expect(await modelState(bench.store, key)).toBe('moving');
    await using runner = new StageRunner(
      tinyCatalog(),
      new TinySource(folderOf(plan)),
      majorityEngine(),
      tinyTranslators(),
    );
    const options = { bases: basesOf(plan), backend: noDevice, version: 'test' };
    expect(await runner.remake(key, bench.store, options)).toBe('cached');
    expect((await bench.store.find(key))?.dropped).toBeUndefined();
    await say();
    await writeFile(join(places.model, 'majority.json'), '{}');
    expect(await runner.remake(key, bench.store, options)).toBe('made');
    await bench.store.verify(key, '');
    expect(await modelState(bench.store, key)).toBe('there');
  });
});
