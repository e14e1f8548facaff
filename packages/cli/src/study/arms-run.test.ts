import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetRowsIn } from '@stopover/hub';
import { analyseResults } from '@stopover/report';
import {
  openStore,
  type Plan,
  Planner,
  parseStudy,
  readResults,
  type StageRecord,
  StageRunner,
  type Store,
} from '@stopover/study';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, type Services } from '../composition/compose.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';
import { readEnvironment } from '../program/environment.ts';

/** A translator that says behind each sentence from where and into what it was translated. */
const script = `import { createInterface } from 'node:readline';
const [from, to] = process.argv.slice(2);
for await (const line of createInterface({ input: process.stdin })) console.log(line + ' from ' + from + ' into ' + to);
`;

const common = `model: ./model
intermediates: [none, copa]
targets: [xnli]
languages: [sw]
shots: [10]
buckets: 1
allowOracle: true
recipe:
  base: jiant
  all: { learningRate: 0.001, batchSize: 8, maxLength: 32, epochs: 1, evalSteps: 3, maxExamples: 48 }
  intermediate: { epochs: 2 }
  shots: { epochs: 2 }
`;

const armsStudy = `name: arms
${common}arms:
  - zero-shot
  - intermediate
  - english-again
  - adapted
  - translate-train
  - round-trip+translate-test
  - in-language
  - english+in-language
  - target-shots-joint
  - target-shots-direct
  - { name: averaged, path: [english], select: average }
  - { name: chosen-in-language, path: [english], select: translated }
  - { name: peeking, path: [english], select: oracle }
text: { folder: ./text }
translators: { telling: { use: command, command: [${JSON.stringify(process.execPath)}, ./telling.mjs, '{from}', '{to}'] } }
translateWith: telling
`;

const oracleStudy = `name: oracle
${common}arms: [zero-shot, intermediate, target-shots]
selection: [best, oracle]
`;

let world: SmallWorld;
let services: Services;
let store: Store;
let arms: Plan;
let oracle: Plan;

beforeAll(async () => {
  world = await smallWorld();
  const { folder, mirror } = world;
  await folder.write('telling.mjs', script);
  await folder.write('text/sw.txt', Array.from({ length: 20 }, (_, i) => `Mtu wa ${i} anasoma kitabu.`).join('\n'));
  const environment = readEnvironment();
  services = await compose([], {
    name: undefined,
    mirror,
    model: './model',
    from: folder.path,
    environment,
    note: () => undefined,
  });
  store = openStore(join(folder.path, 'arms-store'));
  arms = await made('arms', armsStudy);
  oracle = await made('oracle', oracleStudy);
}, 180_000);
afterAll(() => world?.[Symbol.asyncDispose]());

/** Plans a study and runs it in this process. */
async function made(name: string, text: string): Promise<Plan> {
  const study = parseStudy(text, join(world.folder.path, `${name}.yaml`));
  const plan = await services
    .create(Planner)
    .plan(study, { engineVersion: 'test', store, backend: 'cpu', executor: 'local' });
  const bases = Object.fromEntries(plan.models.map(({ hash, folder }) => [hash, folder]));
  const backend = services.backends.get('cpu', 'test');
  await using runner = services.create(StageRunner);
  for (const stage of plan.stages) await runner.run(stage, store, { bases, backend, threads: 1, version: 'test' });
  return plan;
}

/** The record of the stage that has a title. */
async function recordOf(title: string, plan = arms): Promise<StageRecord> {
  const key = plan.stages.find((stage) => stage.title === title)?.key;
  const record = key === undefined ? undefined : await store.find(key);
  if (record) return record;
  throw new Error(`no stage "${title}" among:\n${plan.stages.map((stage) => stage.title).join('\n')}`);
}

const languagesOf = ({ stage }: StageRecord) => stage.data.map(({ language }) => language);

describe('arms in a miniature run', () => {
  it('every cell of the plan has a score', async () => {
    expect(arms.unavailable).toEqual([]);
    const { cells, failed } = await readResults(store, arms);
    expect(failed).toEqual([]);
    expect(new Set(cells.map(({ arm }) => arm)).size).toBe(13);
    expect(cells.length).toBe(arms.cells.length);
  });

  it('joint training draws as many batches of ten shots as of English', async () => {
    const record = await recordOf('mnli with 10 xnli sw shots, seed 1');
    expect(languagesOf(record)).toEqual(['en', 'sw']);
    expect(record.sampled).toEqual([
      { task: 'mnli', steps: 6, examples: 48 },
      { task: 'xnli sw, 10 shots', steps: 6, examples: 30 },
    ]);
    expect(record.steps).toBe(6);
  });

  it('direct training reads nothing in English', async () => {
    const record = await recordOf('10 xnli sw shots, seed 1');
    expect([languagesOf(record), record.examplesSeen, record.stage]).toEqual([
      ['sw'],
      20,
      expect.objectContaining({ from: { base: arms.models[0]?.hash }, select: null }),
    ]);
  });

  it('the control takes exactly the optimizer steps of the intermediate that it controls', async () => {
    const { steps } = await recordOf('copa, seed 1');
    expect(steps).toBe(12);
    expect((await recordOf('mnli for 12 steps, seed 1')).steps).toBe(steps);
    expect((await recordOf('mnli, seed 1')).steps).toBe(6);
  });

  it('adaptation trains on the text alone', async () => {
    const record = await recordOf('text in sw, seed 1');
    expect([record.stage.data, record.examplesSeen]).toEqual([[], 20]);
    expect(record.maskedHead).not.toBeNull();
  });

  it('rows in the language are all but those that are held out', async () => {
    for (const title of ['32 xnli sw rows, seed 1', 'mnli → 32 xnli sw rows, seed 1'])
      expect(await recordOf(title)).toMatchObject({ examplesSeen: 32, steps: 4 });
  });

  it('a round trip goes there and back, and a translation one way', async () => {
    const texts = async (title: string) => {
      const { stage } = await recordOf(title);
      const [table] = stage.data;
      const file = await readFile(join(store.stageFolder(table?.translation?.stage ?? ''), 'translated.parquet'));
      return (await parquetRowsIn(file)).map((row) => JSON.stringify(row));
    };
    const there = await texts('mnli in sw, seed 1');
    const back = await texts('mnli by way of sw, seed 1');
    expect([there.length, back.length]).toEqual([48, 48]);
    expect(there.every((row) => row.includes('from en into sw') && !row.includes('from sw'))).toBe(true);
    expect(back.every((row) => row.includes('from en into sw') && row.includes('from sw into en'))).toBe(true);
  });

  it('each selection says in its record what it looked at', async () => {
    const selectionOf = async (kind: string) => (await recordOf(`mnli (${kind}), seed 1`)).outcome?.selection;
    expect(await selectionOf('average')).toEqual({ by: 'average', rows: null, averaged: [1, 2, 3, 4, 5, 6] });
    const rows = { task: 'mnli', language: 'sw', examples: 40 };
    expect(await selectionOf('translated')).toMatchObject({ by: 'translated', rows: { kind: 'translated', ...rows } });
    const own = { task: 'xnli', language: 'sw', examples: expect.any(Number) };
    const peeked = await selectionOf('oracle');
    expect(peeked).toMatchObject({ by: 'oracle', rows: { kind: 'oracle', ...own } });
    // Of 40 rows 8 are held out, and those in the ten shots are not among them.
    expect(peeked?.rows?.examples).toBeLessThanOrEqual(8);
  });
});

describe('selection on target-language labels', () => {
  it('stands in its own rows, labelled, and changes nothing else of the report', async () => {
    const results = await readResults(store, oracle);
    const whole = analyseResults(results, { replicates: 200 });
    const peeking = whole.scores.filter(({ condition }) => condition.selection === 'oracle');
    expect(new Set(peeking.map(({ condition, role }) => `${condition.name}: ${role}`))).toEqual(
      new Set([
        'zero-shot, selection: oracle: other',
        'copa, selection: oracle: other',
        '10 shots, selection: oracle: other',
      ]),
    );
    const cells = results.cells.filter(({ selection }) => selection !== 'oracle');
    const study = { ...results.study, selections: ['best' as const] };
    const without = analyseResults({ ...results, cells, study }, { replicates: 200 });
    for (const part of ['best', 'curves', 'equivalents', 'interactions'] as const) {
      expect(whole[part]).toEqual(without[part]);
      expect(JSON.stringify(whole[part])).not.toContain('oracle');
    }
    expect(whole.best[0]?.intermediate).toBe('copa');
    const beside = whole.effects.filter((one) => one.condition.selection === 'oracle');
    expect(beside.length).toBeGreaterThan(0);
    for (const { against, flags } of beside) {
      expect(against.selection).toBe('oracle');
      expect(flags).toContain('oracle');
    }
  });
});
