import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrackedStage, Tracker } from '@stopover/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTables, tinyTranslators } from '../fixtures/tiny-world.ts';
import { armsOfStages } from '../planning/arms-of-stages.ts';
import { StageRunner } from '../stages/stage-runner.ts';
import { openStore } from '../store/store.ts';
import { trackersNamed, trackersOf } from '../study-file/tracker-choice.ts';
import { tellFinished } from './tell-finished.ts';
import { trackedLines, trackedScores } from './tracked-lines.ts';
import { namedStage, plainSettings, type StageBegun } from './tracked-stage.ts';
import { Tracking } from './tracking.ts';

const key = 'ab'.repeat(32);

describe('what trackers are told', () => {
  it('has the names of the field, and no number that is none', () => {
    const logged = { step: 10, steps: 40, loss: 0.5, learningRate: 1e-5, stepsPerSecond: 2, score: 61 };
    const at = { step: 10, epoch: 0.5 };
    expect(trackedLines(logged, { epochs: 2, metric: 'exact match' })).toEqual([
      { ...at, of: 'train', metrics: { loss: 0.5, learning_rate: 1e-5, steps_per_second: 2 } },
      { ...at, of: 'eval', metrics: { exact_match: 61 } },
    ]);
    const several = { step: 10, steps: 40, loss: Number.NaN, losses: { mnli: 0.25, 'xnli 2': null }, score: null };
    expect(trackedLines(several, { epochs: null, metric: null })).toEqual([
      { step: 10, of: 'train', metrics: { loss_mnli: 0.25 } },
    ]);
    expect(trackedLines({ step: 10, loss: null }, { epochs: 2, metric: 'f1' })).toEqual([]);
  });

  it('of an evaluation are its scores by target, language and metric', () => {
    const language = { examples: 4, chance: null };
    const scores = { sw: { ...language, scores: { em: 50, f1: 62.5 } }, th: { ...language, scores: { em: null } } };
    const told = (...tables: Parameters<typeof trackedScores>[1]['tables']) =>
      trackedScores({ task: 'xquad', languages: scores }, { tables, step: 7 });
    const sw = { language: 'sw', role: 'test' } as const;
    expect(told(sw, { ...sw, language: 'th' })).toEqual({
      ...{ step: 7, of: 'test' },
      metrics: { xquad_sw_em: 50, xquad_sw_f1: 62.5 },
    });
    // The same model's, which TensorBoard shows in one run.
    const translated = { ...sw, translation: { stage: key, to: 'en' } };
    expect(told(translated).metrics).toEqual({ xquad_sw_in_en_em: 50, xquad_sw_in_en_f1: 62.5 });
    expect(told({ ...sw, role: 'validation' }).metrics).toEqual({
      ...{ xquad_validation_sw_em: 50, xquad_validation_sw_f1: 62.5 },
    });
  });

  it.each([
    ['mnli → xnli, seed 1', 'mnli-xnli_seed_1-abababab'],
    ['../x: ünï/kode → "y" (3 languages)', 'x_uni_kode-_y_3_languages-abababab'],
    ['字', 'abababab'],
    ['a'.repeat(300), `${'a'.repeat(100)}-abababab`],
  ])('of %s has a name for files', (title, name) => {
    expect(namedStage({ key, title }).name).toBe(name);
  });

  it('has settings that are plain', () => {
    expect(plainSettings({ a: 1, b: 'x', c: true, d: null, e: undefined, f: { type: 'lora' } })).toEqual({
      ...{ a: 1, b: 'x', c: true, f: '{"type":"lora"}' },
    });
  });

  it('names the arms that need a stage', async () => {
    await using folder = await scratch();
    const plan = await tinyPlan(
      folder.path,
      'targets: [xclaims]\nintermediates: [none, stories]\narms: [zero-shot, intermediate]\n',
    );
    const arms = armsOfStages(plan);
    const named = plan.stages.map((stage) => `${stage.title}: ${arms.get(stage.key)?.join(', ')}`);
    expect(named).toEqual([
      'stories, seed 1: intermediate',
      'claims, seed 1: zero-shot',
      'claims → xclaims test (4 languages), seed 1: zero-shot',
      'stories → claims, seed 1: intermediate',
      'stories → claims → xclaims test (4 languages), seed 1: intermediate',
    ]);
  });
});

describe('the base model of a stage', () => {
  it('is the one that its path begins at, in a study of several', async () => {
    await using folder = await scratch();
    const yaml = 'targets: [xclaims]\nlanguages: [de]\nintermediates: [stories]\narms: [intermediate]\n';
    const plan = await tinyPlan(folder.path, `${yaml}recipe: { all: { batchSize: 16, epochs: 1 } }\n`);
    const [base] = plan.models;
    if (!base) throw new Error('the plan has no model');
    const store = openStore(join(folder.path, 'store'));
    const source = new TinySource(folderOf(plan), tinyTables());
    await using runner = new StageRunner(tinyCatalog(), source, majorityEngine(), tinyTranslators());
    const options = { bases: basesOf(plan), backend: noDevice, version: 'test' };
    for (const stage of plan.stages) await runner.run(stage, store, options);
    const told: unknown[] = [];
    const tracker: Tracker = {
      name: 'lab',
      begin: ({ settings }) => {
        told.push(settings['baseModel']);
        return { log: () => undefined, end: () => undefined };
      },
    };
    const place = { folder: join(folder.path, 'store'), settings: {} };
    const models = [{ ...base, id: 'tiny/other', hash: 'f'.repeat(64) }, base];
    const several = { ...plan, study: { ...plan.study, models: models.map(({ id }) => id) }, models };
    const tracking = new Tracking([{ tracker, place }], () => undefined, String);
    expect(await tellFinished(tracking, several, store)).toBe(3);
    expect(told).toEqual(['tiny/base', 'tiny/base', 'tiny/base']);
  });
});

describe('the trackers of a study', () => {
  const where = (...path: PropertyKey[]) => `s.yaml, ${path.join('.')}`;
  const own = { name: 'lab', folder: './x', project: 'ours' };

  it('are named in one or several ways, and by an option over them', () => {
    expect(trackersOf(undefined, where)).toEqual([]);
    expect(trackersOf('none', where)).toEqual([]);
    const jsonl = { name: 'jsonl', folder: null, settings: {}, where: 's.yaml, tracker' };
    expect(trackersOf('jsonl', where)).toEqual([jsonl]);
    const both = trackersOf(['jsonl', own], where);
    const lab = { name: 'lab', folder: './x', settings: { project: 'ours' }, where: 's.yaml, tracker.1' };
    expect(both).toEqual([{ ...jsonl, where: 's.yaml, tracker.0' }, lab]);
    expect(trackersNamed(['lab', 'tensorboard'], both, '--tracker')).toEqual([
      lab,
      { name: 'tensorboard', folder: null, settings: {}, where: '--tracker' },
    ]);
    expect(trackersNamed(['none'], both, '--tracker')).toEqual([]);
  });
});

describe('a training', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stopover-tracking-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const stage: StageBegun = {
    ...{ ...namedStage({ key, title: 'mnli, seed 1' }), kind: 'train', study: 's', arms: [], seed: 1 },
    ...{ settings: {}, model: null },
  };
  const options = { epochs: null, metric: 'accuracy' };
  const line = (step: number) => ({ step, steps: 9, loss: step, learningRate: 0, stepsPerSecond: 1 });

  /** Writes down what it is told; `slow` takes its time, `broken` fails at step 2. */
  function tracker(name: string, told: string[], how?: 'slow' | 'broken'): Tracker {
    return {
      name,
      begin: ({ before }: TrackedStage) => {
        told.push(`${name} begins after ${before.map(({ step }) => step).join()}`);
        return {
          async log({ step }) {
            if (how === 'slow') await new Promise((resolve) => setTimeout(resolve, 20));
            if (how === 'broken' && step === 2) throw new Error('no room.');
            told.push(`${name} ${step}`);
          },
          end: ({ state }) => void told.push(`${name} ${state}`),
        };
      },
    };
  }

  it('tells each tracker in order, waits for none but at its end, and leaves one out that fails', async () => {
    const [told, said]: [string[], string[]] = [[], []];
    const trackers = [tracker('slow', told, 'slow'), tracker('broken', told, 'broken')];
    const placed = await Promise.all(
      trackers.map(async (one) => ({
        tracker: one,
        place: { folder: await mkdtemp(join(folder, one.name)), settings: {} },
      })),
    );
    const tracking = new Tracking(placed, (text) => said.push(text), String);
    await appendFile(join(folder, 'log.jsonl'), `${JSON.stringify(line(1))}\n{"step":`);
    for (const _ of [1, 2]) {
      told.length = 0;
      const training = tracking.training(stage, folder, options);
      await training.begin();
      for (const step of [2, 3]) training.line(line(step));
      expect(told).not.toContain('slow 2');
      await training.end({ state: 'done', selectedStep: 3 });
      const of = (name: string) => told.filter((text) => text.startsWith(name));
      expect(of('slow')).toEqual(['slow begins after 1', 'slow 2', 'slow 3', 'slow done']);
      expect(of('broken')).toEqual(['broken begins after 1']);
    }
    expect(said).toEqual(['The tracker broken fails: no room. Trainings go on without it.']);
    expect(await tracking.told()).toEqual(new Set());
    const slow = new Tracking(placed.slice(0, 1), (text) => said.push(text), String);
    expect(await slow.told()).toEqual(new Set([key]));
  });

  it('goes on without one that does not begin', async () => {
    const said: string[] = [];
    const begin = () => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'open', path: '/there/x' });
    };
    const place = { folder, settings: {} };
    const tracking = new Tracking([{ tracker: { name: 'full', begin }, place }], (text) => said.push(text), String);
    const training = tracking.training(stage, folder, options);
    await training.begin();
    training.line(line(1));
    await training.end({ state: 'stopped', selectedStep: null });
    expect(said).toEqual([
      expect.stringMatching(/^The tracker full fails: \/there\/x: the disk is full\. .* Trainings go on/),
    ]);
  });
});
