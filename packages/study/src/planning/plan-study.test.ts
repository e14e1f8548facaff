import { type AnyTask, DataError, defineTask, RequestError } from '@stopover/core';
import type { EnglishDev, Table, TaskData } from '@stopover/data';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scratch, tinyModel, tinyModels, tinyPlan } from '../fixtures/tiny-study.ts';
import { accuracy, TinySource, tinyCatalog, tinyTables, tinyTasks } from '../fixtures/tiny-world.ts';
import type { Plan } from '../records/plan.ts';
import { planSchema } from '../records/plan.ts';
import type { TrainStage } from '../records/stage.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { planStudy } from './plan-study.ts';

async function plan(yaml: string, more: readonly AnyTask[] = []): Promise<Plan> {
  await using folder = await scratch();
  return await tinyPlan(folder.path, yaml, more);
}

const trained = ({ stages }: Plan): TrainStage[] => stages.flatMap((stage) => (stage.kind === 'train' ? [stage] : []));
const titles = ({ stages }: Plan): string[] => stages.map(({ title }) => title);
const keys = ({ stages }: Plan): Set<string> => new Set(stages.map(({ key }) => key));

const all = `intermediates: [none, claims, stories, multi-task]
targets: [xclaims, { task: xcause, training: [cause, social-cause] }, xquiz, pairs]
arms: [zero-shot, intermediate, target-shots, intermediate+target-shots]
shots: [5, 20, 100]
buckets: 1
`;

describe('a plan', () => {
  it('is the same for the same study on any machine: its keys are fixed', async () => {
    const small = await plan('intermediates: [none, stories]\ntargets: [xclaims]\nlanguages: [de]\n');
    expect(small.stages.map(({ key, title }) => `${key.slice(0, 12)} ${title}`)).toMatchInlineSnapshot(`
      [
        "0f2617bcdb9c stories, seed 1",
        "2073ef1c3ca4 claims, seed 1",
        "93e985664a2d claims → xclaims test (de), seed 1",
        "0e0bc6561844 stories → claims, seed 1",
        "8e64273ef631 stories → claims → xclaims test (de), seed 1",
      ]
    `);
    expect(small.jobs.map(({ stages, after }) => [stages.length, after.length])).toMatchInlineSnapshot(`
      [
        [
          1,
          0,
        ],
        [
          2,
          0,
        ],
        [
          2,
          1,
        ],
      ]
    `);
  });

  it('lays out every way to every target', async () => {
    expect(titles(await plan(all))).toMatchSnapshot();
  });

  it('scores the validation rows where a target says so, and then draws no shots from them', async () => {
    const dev = await plan(
      'targets: [{ task: xclaims, split: validation }]\narms: [zero-shot, target-shots]\nshots: [5]\nbuckets: 1\nlanguages: [de]\n',
    );
    const scored = dev.stages.flatMap((stage) => (stage.kind === 'evaluate' ? stage.data : []));
    expect(scored.map(({ role, language }) => [role, language])).toEqual([['validation', 'de']]);
    expect(trained(dev).map(({ title }) => title)).toEqual(['claims, seed 1']);
    expect(dev.unavailable.map(({ arm, reason }) => [arm, reason])).toEqual([
      ['target-shots', 'shots come from the validation rows, and those are scored'],
    ]);
  });

  it('trains nothing for a target without rows to score', async () => {
    const none = await plan('targets: [xclaims, xcause]\nlanguages: [qu]\n');
    expect(none.unavailable.length).toBeGreaterThan(0);
    expect(trained(none)).toEqual([]);
  });

  it('survives being written and read', async () => {
    const whole = await plan(all);
    expect(planSchema.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  it('puts parents before children and gives each stage to one job', async () => {
    const { stages, jobs } = await plan(all);
    const before = new Set<string>();
    for (const { key, ...stage } of stages) {
      if ('from' in stage && 'stage' in stage.from) expect(before).toContain(stage.from.stage);
      before.add(key);
    }
    expect(jobs.flatMap((job) => job.stages).sort()).toEqual([...before].sort());
    const trainJobs = jobs.filter((job) => stages.find(({ key }) => key === job.key)?.kind === 'train');
    expect(trainJobs.length).toBe(stages.filter(({ kind }) => kind === 'train').length);
  });

  it('trains an intermediate that is also a target’s English training once', async () => {
    const both = await plan('intermediates: [none, claims]\ntargets: [xclaims]\n');
    expect(trained(both).map(({ title }) => title)).toEqual(['claims, seed 1', 'claims → claims, seed 1']);
    expect(both.overlaps).toEqual([expect.objectContaining({ intermediate: 'claims', target: 'xclaims' })]);
  });

  it('gives a new head after an intermediate and goes on with it along a target’s own training', async () => {
    const { stages } = await plan(
      'intermediates: [stories]\ntargets: [{ task: xcause, training: social-cause }]\narms: [intermediate, intermediate+target-shots]\nshots: [5]\nbuckets: 1\nlanguages: [de]\n',
    );
    const heads = stages.flatMap((stage) => (stage.kind === 'train' ? [`${stage.title}: ${stage.head}`] : []));
    expect(heads).toEqual([
      'stories, seed 1: new',
      'stories → social, seed 1: new',
      'stories → social → cause, seed 1: keep',
      'stories → social → cause → 5 xcause de shots, seed 1: keep',
    ]);
  });

  it('selects English stages on English rows, and shot stages on none', async () => {
    for (const stage of trained(await plan(all))) {
      const wanted = stage.shots || stage.data.length > 1 ? null : 'en';
      expect(stage.select?.language ?? null).toBe(wanted);
      if (wanted === null) expect(stage.recipe.select).toBe('last');
    }
  });

  it('expects the rows and steps that the recipe leaves', async () => {
    const { stages } = await plan(
      'intermediates: [none, claims, stories, multi-task]\ntargets: [xclaims]\nlanguages: [de]\narms: [zero-shot, intermediate, target-shots]\nshots: [5]\nbuckets: 1\nrecipe: { all: { maxExamples: 40, epochs: 3 }, shots: { epochs: 7 } }\n',
    );
    const expected = new Map(stages.map((stage) => [stage.title, [stage.expected.rows, stage.expected.steps]]));
    // 40 of 60 rows are two batches of up to 32, 3 times; a mixture takes 40 of each.
    expect(expected.get('stories, seed 1')).toEqual([40, 6]);
    expect(expected.get('multi-task, seed 1')).toEqual([80, 12]);
    expect(expected.get('claims → 5 xclaims de shots, seed 1')).toEqual([5, 7]);
    expect(expected.get('claims → 5 xclaims de shots → xclaims test (de), seed 1')).toEqual([12, 1]);
  });

  it('counts labelled target examples through the chain', async () => {
    const { stages, cells } = await plan(all);
    for (const cell of cells) expect(stages.find(({ key }) => key === cell.stage)?.targetExamples).toBe(cell.shots);
  });

  it('evaluates a task that trains nothing on the base model once, for every seed', async () => {
    const { stages, cells } = await plan('targets: [pairs]\nseeds: [1, 2, 3]\n');
    expect(stages.length).toBe(1);
    expect(cells.map(({ seed, language }) => `${seed} ${language}`).length).toBe(6);
  });
});

describe('the cost of a grid', () => {
  const named = (i: number) => `task${i}`;
  const intermediates = Array.from({ length: 9 }, (_, i) => claimsLike(named(i)));
  const targets = Array.from({ length: 10 }, (_, i) => xclaimsLike(`target${i}`, named(i % 2)));
  const grid = (stops: number) =>
    plan(
      `intermediates: [none, ${intermediates
        .slice(0, stops)
        .map(({ name }) => name)
        .join(', ')}]\ntargets: [${targets.map(({ name }) => name).join(', ')}]\nseeds: [1, 2, 3]\n`,
      [...intermediates, ...targets],
    );

  it('is its distinct stages: 9 intermediates × 10 targets × 3 seeds share their first stages', async () => {
    const whole = await grid(9);
    // Ten targets have two English trainings. 27 first stages serve all; the base's two English stages are two of them.
    const first = trained(whole).filter(({ from }) => 'base' in from);
    expect(first.length).toBe(27);
    expect(trained(whole).length).toBe(27 + 9 * 2 * 3);
    expect(whole.stages.length - trained(whole).length).toBe(10 * 10 * 3);
    expect(whole.cells.length).toBe(10 * 10 * 3 * 2);
  });

  it('grows by the stages of an intermediate that is added, and changes no other', async () => {
    const [eight, nine] = [keys(await grid(8)), keys(await grid(9))];
    expect([...eight].filter((key) => !nine.has(key))).toEqual([]);
    expect(nine.size - eight.size).toBe(3 * (1 + 2 + 10));
  });
});

describe('a key changes', () => {
  const yaml = 'intermediates: [none, stories]\ntargets: [xclaims]\n';

  it('for a changed recipe in its stage and its descendants, and nowhere else', async () => {
    const before = await plan(yaml);
    const after = await plan(`${yaml}recipe: { target: { learningRate: 2.0e-5 } }\n`);
    const same = before.stages.filter(({ key }) => keys(after).has(key)).map(({ title }) => title);
    expect(same).toEqual(['stories, seed 1']);
  });

  it('for another seed, model, engine, or other rows', async () => {
    await using folder = await scratch();
    const study = parseStudy(`name: tiny\nmodel: tiny/base\n${yaml}`, 'tiny.yaml');
    const tables = tinyTables();
    const source = new TinySource(await tinyModel(folder.path), tables);
    const options = { tasks: tinyCatalog(), source, models: tinyModels, engineVersion: 'test-1' };
    const [{ key } = { key: '' }] = (await planStudy(study, options)).stages;
    const others = [
      await planStudy({ ...study, seeds: [2] }, options),
      await planStudy(study, { ...options, engineVersion: 'test-2' }),
      await planStudy(study, { ...options, models: { ...tinyModels, tokenizerHash: async () => 'another' } }),
      await planStudy(study, {
        ...options,
        source: new TinySource(await tinyModel(folder.path, 'other weights'), tables),
      }),
    ];
    await tinyModel(folder.path);
    const [english = []] = [...tables]
      .filter(([name]) => name === 'tiny/stories default train')
      .map(([, rows]) => rows);
    const fewer = new Map([...tables, ['tiny/stories default train', english.slice(1)]]);
    others.push(await planStudy(study, { ...options, source: new TinySource(await source.model(), fewer) }));
    const trainedAs = ({ stages }: Plan) => stages.find(({ title }) => title.startsWith('stories'))?.key;
    for (const other of others) expect(keys(other)).not.toContain(key);
    expect(new Set(others.map(trainedAs)).size).toBe(others.length);
  });

  it('not for another name of the study, another folder of the model, or another order of lists', async () => {
    const one = await plan('intermediates: [none, claims, stories, multi-task]\ntargets: [xclaims, pairs]\n');
    const two = await plan('intermediates: [stories, multi-task, none, claims]\ntargets: [pairs, xclaims]\n');
    expect([...keys(one)].sort()).toEqual([...keys(two)].sort());
  });
});

describe('what the data cannot give', () => {
  it('is listed with its reason: languages, splits, too few rows, nothing to train', async () => {
    const { unavailable } = await plan(`${all}languages: [de, sw, qu]\n`);
    expect(unavailable).toMatchSnapshot();
  });

  it('is listed for every target when the source lacks an intermediate', async () => {
    await using folder = await scratch();
    const tables = new Map([...tinyTables()].filter(([name]) => !name.startsWith('tiny/stories')));
    const study = parseStudy(
      'name: t\nmodel: m\nintermediates: [stories]\ntargets: [xclaims, pairs]\narms: [intermediate]\n',
      't.yaml',
    );
    const source = new TinySource(await tinyModel(folder.path), tables);
    const none = await planStudy(study, { tasks: tinyCatalog(), source, models: tinyModels, engineVersion: '1' });
    expect(none.stages).toEqual([]);
    expect(none.unavailable.map(({ target }) => target)).toEqual(['xclaims', 'pairs']);
    expect(none.unavailable[0]?.reason).toBe(
      'stories cannot be trained: the source tiny has no tiny/stories, configuration default, split train',
    );
  });
});

describe('a request that is wrong', () => {
  it.each([
    [
      'an unknown target',
      'targets: [xclaim]\n',
      'tiny.yaml, line 3, targets[0]: there is no task "xclaim". Did you mean "xclaims"?',
    ],
    [
      'an unknown intermediate',
      'intermediates: [storys]\ntargets: [xclaims]\n',
      'line 3, intermediates[0]: there is no task "storys". Did you mean "stories"?',
    ],
    [
      'a language nobody has',
      'targets: [xclaims, pairs]\nlanguages: [de, fr]\n',
      'line 4, languages[1]: there is no language "fr" in xclaims, pairs',
    ],
    [
      'a language this target has not',
      'targets: [{ task: pairs, languages: [qu] }, xcause]\n',
      'targets[0]: there is no language "qu" in pairs',
    ],
    [
      'an unknown list of training tasks',
      'targets: [{ task: xcause, training: casue }]\n',
      'xcause has no list of training tasks "casue"',
    ],
    ['a target without a test', 'targets: [claims]\n', 'claims has no test split'],
    [
      'an intermediate without training rows',
      'intermediates: [pairs]\ntargets: [xclaims]\n',
      'pairs is sentence retrieval',
    ],
    ['a model without weights', 'targets: [xclaims]\n', 'no model.safetensors'],
  ])('is refused: %s', async (name, yaml, part) => {
    await using folder = await scratch();
    const study = parseStudy(
      `name: tiny\nmodel: ${name.startsWith('a model') ? './nowhere' : 'tiny/base'}\n${yaml}`,
      'tiny.yaml',
    );
    const source = new TinySource(await tinyModel(folder.path));
    const failing = planStudy(study, { tasks: tinyCatalog(), source, models: tinyModels, engineVersion: '1' });
    await expect(failing).rejects.toThrow(RequestError);
    await expect(failing).rejects.toThrow(part);
  });

  it('is refused when the labels of a target and its training differ', async () => {
    const odd = { ...xclaimsLike('odd', 'claims'), head: { labels: ['no', 'yes'] } };
    await expect(plan('targets: [odd]\n', [odd])).rejects.toThrow('the labels differ (no, yes; yes, no)');
    const said = { ...odd, head: { ...odd.head, alike: [['yes', 'no']] } };
    expect((await plan('targets: [odd]\n', [said])).stages.length).toBeGreaterThan(0);
  });

  it('is refused when the rows that shots come from cannot be read', async () => {
    await using folder = await scratch();
    const tables = tinyTables().set('tiny/xclaims de validation', [{ text: 'x', label: 0 }, { text: 'y' }]);
    const study = parseStudy(
      'name: t\nmodel: m\ntargets: [xclaims]\narms: [target-shots]\nshots: [1]\nbuckets: 1\n',
      't.yaml',
    );
    const source = new TinySource(await tinyModel(folder.path), tables);
    const failing = planStudy(study, { tasks: tinyCatalog(), source, models: tinyModels, engineVersion: '1' });
    await expect(failing).rejects.toThrow(DataError);
    await expect(failing).rejects.toThrow(
      'tiny/xclaims, configuration de, split validation, row 2: the column "label" is missing',
    );
  });
});

describe('the types', () => {
  it('let no target-language rows select a model', () => {
    const data: TaskData = { task: tinyTasks[0] ?? xclaimsLike('x', 'claims'), examples: [] };
    const english: EnglishDev = { ...data, language: 'en' };
    // @ts-expect-error German rows are another type
    const german: EnglishDev = { ...data, language: 'de' };
    const location = { repo: 'r', revision: 'main', config: 'de', split: 'validation' };
    const table: Table<'de'> = { task: 'x', role: 'validation', language: 'de', location, fingerprint: '' };
    // @ts-expect-error a German table is no selection table
    const select: TrainStage['select'] = table;
    expect([english.language, german.language, select?.language]).toEqual(['en', 'de', 'de']);
  });
});

const like = {
  kind: 'classification',
  about: { summary: 'Is it so?', paper: 'https://example.org', license: 'CC0-1.0' },
  head: { labels: ['yes', 'no'] },
  metrics: [accuracy],
  row: z.object({ text: z.string(), label: z.int() }),
  example: ({ text, label }: { text: string; label: number }) => ({ text, gold: label }),
} as const;
const revision = '0123456789abcdef0123456789abcdef01234567';

function claimsLike(name: string) {
  const source = { repo: `tiny/${name}`, revision, splits: { train: 'train', validation: 'validation' } };
  return defineTask({ ...like, name, role: 'intermediate', source, languages: { default: 'en' } });
}

function xclaimsLike(name: string, training: string) {
  const source = { repo: `tiny/${name}`, revision, splits: { test: 'test' } };
  return defineTask({
    ...like,
    name,
    role: 'target',
    source,
    languages: { de: 'de', sw: 'sw' },
    trainingTasks: { default: [training] },
  });
}
