import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, messageOf, StopoverError } from '@stopover/core';
import { assertTokens } from '@stopover/registry';
import type { EvaluateOutcome, EvaluateRequest, Evaluator } from '@stopover/training';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTables, tinyTranslators } from '../fixtures/tiny-world.ts';
import { planStudy } from '../planning/plan-study.ts';
import type { Plan } from '../records/plan.ts';
import { readResults } from '../results/read-results.ts';
import { openStore, type Store } from '../store/store.ts';
import { parseStudy } from '../study-file/study-file.ts';
import type { Engine } from './engine.ts';
import type { RunOptions, StageProgress } from './stage-context.ts';
import { StageRunner } from './stage-runner.ts';

type Tables = ReadonlyMap<string, readonly unknown[]>;

class Bench implements AsyncDisposable {
  readonly plan: Plan;
  readonly store: Store;
  readonly source: TinySource;
  readonly #folder: AsyncDisposable;

  private constructor(plan: Plan, store: Store, source: TinySource, folder: AsyncDisposable) {
    this.plan = plan;
    this.store = store;
    this.source = source;
    this.#folder = folder;
  }

  static async of(yaml: string, tables: Tables = tinyTables()): Promise<Bench> {
    const folder = await scratch();
    const source = new TinySource(await tinyModel(folder.path), tables);
    const study = parseStudy(`name: tiny\nmodel: tiny/base\n${yaml}`, 'tiny.yaml');
    const plan = await planStudy(study, { tasks: tinyCatalog(), source, models: tinyModels, engineVersion: 'test' });
    return new Bench(plan, openStore(join(folder.path, 'store')), source, folder);
  }

  async run(engine: Engine = majorityEngine(), source = this.source, more: Partial<RunOptions> = {}): Promise<void> {
    await using runner = new StageRunner(tinyCatalog(), source, engine, tinyTranslators());
    const options = { bases: basesOf(this.plan), backend: noDevice, version: 'test', ...more };
    for (const stage of this.plan.stages) await runner.run(stage, this.store, options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.#folder[Symbol.asyncDispose]());
  }
}

/** The majority engine with an evaluator that does something of its own. */
const evaluatingBy = (
  evaluate: (request: EvaluateRequest, evaluator: Evaluator) => Promise<EvaluateOutcome>,
): Engine => ({
  ...majorityEngine(),
  evaluator: () => {
    const real = majorityEngine().evaluator();
    return {
      evaluate: (request) => evaluate(request, real),
      [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
    };
  },
});

const quick = 'recipe: { all: { batchSize: 16, epochs: 1 } }\n';

describe('a stage that is run', () => {
  it('counts the steps of the plan while it evaluates, and moves inside a language', async () => {
    await using bench = await Bench.of(
      `targets: [xclaims]\nlanguages: [de]\nrecipe: { all: { batchSize: 1, epochs: 1 } }\n`,
    );
    const engine = evaluatingBy((request, evaluator) => {
      for (const share of [0.25, 0.5, 1]) request.onShare?.(share);
      return evaluator.evaluate(request);
    });
    const told: StageProgress[] = [];
    await bench.run(engine, bench.source, { onProgress: (progress) => told.push(progress) });
    const planned = bench.plan.stages.at(-1)?.expected.steps ?? 0;
    const evaluated = told.filter(({ loss }) => loss === undefined);
    expect(planned).toBe(12);
    expect(evaluated.every(({ steps }) => steps === planned)).toBe(true);
    const steps = evaluated.map(({ step }) => step);
    // Of twelve rows two are skipped: a quarter, a half and all of ten.
    expect(steps).toEqual([2, 5, 10, 12]);
  });

  it('leaves a record, predictions and scores that say what they are', async () => {
    await using bench = await Bench.of(`targets: [xclaims]\nlanguages: [de]\n${quick}`);
    await bench.run();
    const [train, evaluate] = bench.plan.stages;
    if (!train || !evaluate) throw new Error('the plan has two stages');
    const trained = await bench.store.find(train.key);
    expect(trained).toMatchObject({
      stage: train,
      steps: 3,
      examplesSeen: 48,
      made: { version: 'test', backend: 'none', node: process.version },
    });
    expect(trained?.skipped).toEqual([
      { task: 'claims', language: 'en', split: 'train', reason: 'the label is hidden', count: 12 },
      { task: 'claims', language: 'en', split: 'validation', reason: 'the label is hidden', count: 6 },
    ]);
    const uncut = { maxLength: 128, truncated: 0, lostTokens: 0, splitInputs: 0, windows: 0, lostAnswers: 0 };
    expect(trained?.cut).toEqual([{ task: 'claims', language: 'en', split: 'train', ...uncut, examples: 48 }]);
    expect(await readdir(bench.store.stageFolder(train.key))).toEqual(['log.jsonl', 'model', 'stage.json']);
    const folder = bench.store.stageFolder(evaluate.key);
    const bytes = await readFile(join(folder, 'predictions', 'xclaims', 'de.parquet'));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    expect(
      parquetMetadata(file)
        .schema.slice(1)
        .map(({ name, type }) => `${name} ${type}`),
    ).toEqual(['id BYTE_ARRAY', 'gold BYTE_ARRAY', 'prediction BYTE_ARRAY', 'accuracy DOUBLE']);
    const rows = await parquetReadObjects({ file });
    expect(rows.slice(0, 2)).toEqual([
      { id: '0', gold: '1', prediction: '0', accuracy: 0 },
      { id: '1', gold: '0', prediction: '0', accuracy: 100 },
    ]);
    const cut = { task: 'xclaims', language: 'de', split: 'test', ...uncut, examples: 10 };
    expect(await bench.store.scores(evaluate.key)).toEqual({
      task: 'xclaims',
      languages: { de: { examples: 10, scores: { accuracy: 70 }, chance: 50, cut } },
    });
    expect((await bench.store.find(evaluate.key))?.cut).toEqual([cut]);
    const { key_value_metadata: metadata = [] } = parquetMetadata(file);
    expect(metadata.map(({ key, value }) => [key, JSON.parse(value ?? '')])).toEqual([['stopover.cut', cut]]);
  });

  it('is not run again, and reads nothing', async () => {
    await using bench = await Bench.of(`targets: [xclaims]\n${quick}`);
    await bench.run();
    const before = bench.source.read.length;
    const refuse: Engine = {
      train: () => Promise.reject(new Error('again')),
      average: () => Promise.reject(new Error('again')),
      addTasks: () => Promise.reject(new Error('again')),
      evaluator: evaluatingBy(() => Promise.reject(new Error('again'))).evaluator,
    };
    await bench.run(refuse);
    expect(bench.source.read.length).toBe(before);
  });

  it('is made by one of two that want it at the same time, and the other waits', async () => {
    await using bench = await Bench.of(`targets: [xclaims]\n${quick}`);
    const [stage] = bench.plan.stages;
    if (!stage) throw new Error('the plan has a stage');
    const runner = new StageRunner(tinyCatalog(), bench.source, majorityEngine(50), tinyTranslators());
    const options = { bases: basesOf(bench.plan), backend: noDevice, version: 'test' };
    const both = [runner.run(stage, bench.store, options), runner.run(stage, bench.store, options)];
    expect((await Promise.all(both)).sort()).toEqual(['cached', 'made']);
  });

  it('tells how long the next like it will take, and others of its sort by what they pass over', async () => {
    await using bench = await Bench.of(`targets: [xclaims]\nlanguages: [de]\n${quick}`);
    await bench.run(majorityEngine(30));
    const study = parseStudy(
      `name: tiny\nmodel: tiny/base\ntargets: [xclaims]\nseeds: [1, 2]\nlanguages: [de]\n${quick}`,
      'tiny.yaml',
    );
    const options = { tasks: tinyCatalog(), source: bench.source, models: tinyModels, engineVersion: 'test' };
    const { stages } = await planStudy(study, { ...options, store: bench.store });
    const record = await bench.store.find(stages[0]?.key ?? '');
    const next = stages.find(({ title }) => title === 'claims, seed 2');
    expect(next?.expected).toMatchObject({ steps: 4, seconds: record?.seconds, by: 'measured' });
    const twice = parseStudy(study.text.replace('epochs: 1', 'epochs: 2'), 'tiny.yaml');
    const [longer] = (await planStudy(twice, { ...options, store: bench.store })).stages;
    expect(longer?.expected.by).toBe('scaled');
    expect(longer?.expected.seconds).toBeCloseTo(2 * (record?.seconds ?? 0), 9);
    expect((await planStudy(study, options)).stages.map(({ expected }) => expected.seconds)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('trains on the bucket’s rows, the recipe’s number of rows, and selects on as many as it says', async () => {
    await using bench = await Bench.of(
      'targets: [xclaims]\nlanguages: [de]\narms: [target-shots]\nshots: [5]\nbuckets: 1\nrecipe: { target: { maxExamples: 20, selectionExamples: 7 } }\n',
    );
    const seen: string[] = [];
    const real = majorityEngine();
    const watch: Engine = {
      ...real,
      train: (request) => {
        const data = request.data.map(({ task, examples }) => `${examples.length} ${task.name}`).join(' + ');
        seen.push(
          `${data}, ${request.head} head, ${request.select?.examples.length ?? 'no'} to select on (${request.recipe.select})`,
        );
        return real.train(request);
      },
    };
    await bench.run(watch);
    expect(seen).toEqual([
      '20 claims, new head, 7 to select on (best)',
      '5 xclaims, keep head, no to select on (last)',
    ]);
  });

  it('knows chance from the data: labels, choices of each row, documents; none for spans', async () => {
    await using bench = await Bench.of(`targets: [xclaims, xcause, xquiz, pairs]\nlanguages: [de]\n${quick}`);
    await bench.run();
    const { targets, cells } = await readResults(bench.store, bench.plan);
    expect(targets.map(({ name, chance }) => [name, chance])).toEqual([
      ['xclaims', 50],
      ['xcause', 37.5],
      ['xquiz', 0],
      ['pairs', 100 * (1 / 12)],
    ]);
    expect(cells.map(({ target, items, ids }) => [target, items?.length ?? null, ids.length])).toEqual([
      ['xclaims', 10, 10],
      ['xcause', 12, 12],
      ['xquiz', null, 12],
      ['pairs', 12, 12],
    ]);
  });

  it('numbers repeated ids, so that the items of a test are distinct', async () => {
    const twice = { id: 'c', context: 'x', choices: ['a', 'b'], label: 0 };
    const tables = tinyTables().set('tiny/xcause de test', [twice, twice]);
    await using bench = await Bench.of(`targets: [xcause]\nlanguages: [de]\n${quick}`, tables);
    await bench.run();
    expect((await readResults(bench.store, bench.plan)).cells[0]?.ids).toEqual(['c', 'c#2']);
  });

  it('has one evaluator for all stages, which is disposed of with the runner', async () => {
    await using bench = await Bench.of(`targets: [xclaims, xcause]\nlanguages: [de]\n${quick}`);
    let [made, open, evaluated] = [0, 0, 0];
    const engine: Engine = {
      ...majorityEngine(),
      evaluator: () => {
        made++;
        open++;
        const { evaluate } = majorityEngine().evaluator();
        return {
          evaluate: (request) => {
            evaluated += open;
            return evaluate(request);
          },
          [Symbol.asyncDispose]: async () => void open--,
        };
      },
    };
    await bench.run(engine);
    expect({ made, open, evaluated }).toEqual({ made: 1, open: 0, evaluated: 2 });
  });

  it('has a token for each constructor parameter', () => {
    expect(() => assertTokens(StageRunner)).not.toThrow();
  });
});

describe('data that does not hold what it promises', () => {
  const good = { text: 'a', label: 0 };
  it('is no part of a plan where a table has no rows', async () => {
    const tables = tinyTables().set('tiny/xclaims de test', []);
    await using bench = await Bench.of(`targets: [xclaims]\nlanguages: [de]\n${quick}`, tables);
    expect(bench.plan.stages).toEqual([]);
    const reason = 'tiny/xclaims, configuration de, split test has no rows (Fetch it again)';
    expect(bench.plan.unavailable).toMatchObject([{ target: 'xclaims', language: 'de', reason }]);
  });

  it.each([
    [
      'a missing column',
      [good, { text: 'b' }],
      'tiny/xclaims, configuration de, split test, row 2: the column "label" is missing',
    ],
    ['a wrong type', [good, good, { text: 7, label: 0 }], 'row 3: field "text": expected string'],
    [
      'a label out of the head’s range',
      [{ text: 'a', label: 2 }],
      'row 1: the label 2 is out of range: there are 2 labels',
    ],
    ['a label out of the schema’s range', [{ text: 'a', label: 77 }], 'row 1: field "label"'],
    [
      'nothing but skipped rows',
      [{ text: 'a', label: -1 }],
      'none of its 1 rows can be used (left out: 1 because the label is hidden)',
    ],
  ])('is named by table, row and field: %s', async (_, rows, part) => {
    await using bench = await Bench.of(
      `targets: [xclaims]\nlanguages: [de]\n${quick}`,
      tinyTables().set('tiny/xclaims de test', rows),
    );
    const running = bench.run();
    await expect(running).rejects.toThrow(DataError);
    const message = await running.catch(messageOf);
    expect(message).toContain(part);
    expect(message).not.toContain('\n');
    const [train, evaluate] = bench.plan.stages;
    expect(await bench.store.find(train?.key ?? '')).toBeDefined();
    expect(await bench.store.find(evaluate?.key ?? '')).toBeUndefined();
  });

  it('is refused when it is not what the plan was made from', async () => {
    await using bench = await Bench.of(`targets: [xclaims]\nlanguages: [de]\n${quick}`);
    const changed = new TinySource(folderOf(bench.plan), tinyTables().set('tiny/xclaims de test', [good]));
    await expect(bench.run(majorityEngine(), changed)).rejects.toThrow('not those that the study was planned with');
  });

  it('is refused when the base model is another than planned, before and while a stage reads it', async () => {
    await using bench = await Bench.of(`targets: [xclaims]\nlanguages: [de]\n${quick}`);
    const config = join(folderOf(bench.plan), 'config.json');
    const text = await readFile(config, 'utf8');
    await writeFile(config, `${text} `);
    await expect(bench.run()).rejects.toThrow('the base model is not the one that the study was planned with');
    await writeFile(config, text);
    const real = majorityEngine();
    const swap: Engine = {
      ...real,
      train: async (request) => {
        await writeFile(config, `${text} `);
        return real.train(request);
      },
    };
    await expect(bench.run(swap)).rejects.toThrow('the base model is not the one that the study was planned with');
    await writeFile(config, text);
    await writeFile(join(folderOf(bench.plan), 'tokenizer.json'), '{}');
    await expect(bench.run()).rejects.toThrow('its tokenizer is not the one that the study was planned with');
    expect(await bench.store.records()).toEqual([]);
  });

  it('is refused when the model of an earlier stage has changed, which is made again when it is removed', async () => {
    await using bench = await Bench.of(`targets: [xclaims]\nlanguages: [de]\n${quick}`);
    await bench.run();
    const [train, evaluate] = bench.plan.stages.map(({ key }) => bench.store.stageFolder(key));
    if (!train || !evaluate) throw new Error('the plan has two stages');
    const scores = await readFile(join(evaluate, 'scores.json'), 'utf8');
    await rm(evaluate, { recursive: true });
    await appendFile(join(train, 'model', 'majority.json'), ' ');
    await expect(bench.run()).rejects.toThrow(`${train}/model/majority.json: the file is not the one`);
    await rm(train, { recursive: true });
    await bench.run();
    expect(await readFile(join(evaluate, 'scores.json'), 'utf8')).toBe(scores);
  });

  it('is refused when a model has changed while a combination read it', async () => {
    const soup = '{ name: soup, average: { arm: zero-shot, over: seeds, size: 2 } }';
    await using bench = await Bench.of(`targets: [xclaims]\nlanguages: [de]\nseeds: [1, 2]\narms: [${soup}]\n${quick}`);
    const real = majorityEngine();
    const swap: Engine = {
      ...real,
      average: async (request) => {
        await appendFile(join(request.members[1] ?? '', 'majority.json'), ' ');
        return real.average(request);
      },
    };
    await expect(bench.run(swap)).rejects.toThrow(
      'majority.json: the file is not the one that the stage "claims, seed 2"',
    );
    expect((await bench.store.records()).map(({ stage }) => stage.kind)).toEqual(['train', 'train']);
  });

  it('is refused when it is a prediction of another kind', async () => {
    await using bench = await Bench.of(`targets: [xclaims]\nlanguages: [de]\n${quick}`);
    const odd = evaluatingBy(async (request, evaluator) => ({
      ...(await evaluator.evaluate(request)),
      predictions: request.data.examples.map(({ id = '', gold }) => ({ id, gold, prediction: 'yes' })),
    }));
    await expect(bench.run(odd)).rejects.toThrow(StopoverError);
    await expect(bench.run(odd)).rejects.toThrow('the prediction for item 0 is no classification: "yes"');
  });
});

describe('results', () => {
  it('name a damaged predictions file and what to do', async () => {
    await using bench = await Bench.of(`targets: [xclaims]\nlanguages: [de]\n${quick}`);
    await bench.run();
    const file = join(bench.store.stageFolder(bench.plan.stages[1]?.key ?? ''), 'predictions', 'xclaims', 'de.parquet');
    await writeFile(file, (await readFile(file)).subarray(0, 60));
    const reading = readResults(bench.store, bench.plan);
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(`${file}: the file is not the one that the stage`);
  });
});
