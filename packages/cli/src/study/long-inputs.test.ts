import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { build } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { writeSmallModel } from '../fixtures/small-model.ts';

// Paragraphs of the miniature are longer than this, so each becomes several windows.
const study = `name: short
model: ./model
targets: [xquad]
languages: [zh]
arms: [zero-shot]
recipe: { all: { learningRate: 0.001, batchSize: 16, maxLength: 40, docStride: 12, maxSteps: 2, select: last } }
`;

const counts = z.object({
  ...{ maxLength: z.literal(40), examples: z.int(), truncated: z.int(), lostTokens: z.int() },
  ...{ splitInputs: z.int(), windows: z.int(), lostAnswers: z.int() },
});
const threshold = z.object({ threshold: z.number(), score: z.number() });
const evaluated = z.object({
  languages: z.array(
    z.object({
      cut: counts,
      scores: z.record(z.string(), z.number()),
      thresholds: z.object({ f1: threshold, em: threshold }).optional(),
    }),
  ),
});
const line = z.object({
  gold: z.object({ texts: z.array(z.string()) }),
  prediction: z.string(),
  answer: z.object({
    span: z.string(),
    noAnswer: z.number(),
    candidates: z.array(z.object({ text: z.string(), score: z.number(), probability: z.number() })),
  }),
});

let folder: TemporaryFolder;

beforeAll(async () => {
  build();
  folder = await temporaryFolder();
  await folder.write('study.yaml', study);
  await writeSmallModel(join(folder.path, 'model'));
}, 180_000);

afterAll(() => folder?.[Symbol.asyncDispose]());

const command = (...args: string[]) =>
  stopoverHere([...args, '--source', 'miniature', '--recipe', 'study.yaml'], { cwd: folder.path });

const lines = async (name: string) =>
  (await readFile(join(folder.path, name), 'utf8'))
    .trim()
    .split('\n')
    .map((text) => line.parse(JSON.parse(text)));

describe('long inputs', { timeout: 120_000 }, () => {
  it('are split in training, and what was lost is said', async () => {
    const trained = await command('finetune', '--model', './model', '--task', 'squad-v2', '--out', 'trained', '--json');
    expect(trained).toMatchObject({ status: 0 });
    const { cut } = z.object({ cut: z.array(counts) }).parse(JSON.parse(trained.stdout));
    expect(cut).toHaveLength(1);
    const [{ examples, splitInputs, windows }] = z.tuple([counts]).parse(cut);
    expect(examples).toBe(3000);
    expect(splitInputs).toBeGreaterThan(100);
    expect(windows).toBeGreaterThan(2 * splitInputs - 1);
    expect(trained.stderr).toContain(`${splitInputs} split into ${windows} windows`);
  });

  it('are answered with a threshold that was chosen on the same predictions', async () => {
    const evaluate = ['evaluate', '--model', 'trained', '--task', 'squad-v2', '--split', 'validation', '--json'];
    const first = await command(...evaluate, '--out', 'first', '--n-best', '5');
    expect(first).toMatchObject({ status: 0 });
    const [english] = evaluated.parse(JSON.parse(first.stdout)).languages;
    const best = english?.thresholds?.f1;
    if (!english || !best) throw new Error('there are no thresholds');
    expect(first.stderr).toContain(`Best f1 on these rows: ${best.score.toFixed(2)}, with --null-threshold`);
    for (const { prediction, answer } of await lines('first/squad-v2.en.jsonl')) {
      expect(prediction).toBe(answer.noAnswer > 0 ? '' : answer.span);
      expect(answer.candidates.map(({ text }) => text)).toContain('');
      expect(answer.candidates.length).toBeLessThanOrEqual(6);
    }

    const second = await command(...evaluate, '--out', 'second', '--null-threshold', String(best.threshold));
    expect(second).toMatchObject({ status: 0 });
    const [again] = evaluated.parse(JSON.parse(second.stdout)).languages;
    // The same sum in another order.
    expect(again?.scores.f1).toBeCloseTo(best.score, 9);
    expect(again?.scores.f1).toBeGreaterThanOrEqual(english.scores.f1 ?? 100);
    const below = (await lines('second/squad-v2.en.jsonl')).filter(
      ({ prediction, answer }) => prediction === (answer.noAnswer > best.threshold ? '' : answer.span),
    );
    expect(below).toHaveLength(300);
  });

  it('stand in the report of a study, by task, language and split', async () => {
    const run = await stopoverHere(
      ['run', 'study.yaml', '--source', 'miniature', '--store', 'runs', '--out', 'report'],
      {
        cwd: folder.path,
      },
    );
    expect(run).toMatchObject({ status: 0 });
    const { cut } = z
      .object({ cut: z.array(counts.extend({ task: z.string(), language: z.string(), split: z.string() })) })
      .parse(JSON.parse(await readFile(join(folder.path, 'report/summary.json'), 'utf8')));
    expect(cut.map(({ task, language, split }) => `${task} ${language} ${split}`).sort()).toEqual([
      'squad-v1 en train',
      'xquad zh validation',
    ]);
    const chinese = cut.find(({ task }) => task === 'xquad');
    expect(chinese?.examples).toBe(400);
    expect(chinese?.splitInputs).toBeGreaterThan(0);
    const row = `| xquad | zh | validation | 40 | 400 | ${chinese?.truncated} | ${chinese?.lostTokens} | ${chinese?.splitInputs} | ${chinese?.windows} | ${chinese?.lostAnswers} |`;
    expect(await readFile(join(folder.path, 'report/report.md'), 'utf8')).toContain(row);
    expect(await readFile(join(folder.path, 'report/index.html'), 'utf8')).toContain('Answers in no window');
  });

  it.each([
    [['--task', 'xnli', '--null-threshold', '1'], 'xnli has no questions without an answer'],
    [['--task', 'xquad', '--null-threshold', '1'], 'xquad has no questions without an answer'],
    [['--task', 'xnli', '--n-best', '3'], 'xnli does not ask for spans'],
    [['--task', 'squad-v2', '--null-threshold', 'x'], 'It must be a number.'],
  ])('are not asked for by %j', async (args, words) => {
    const refused = await command('evaluate', '--model', 'trained', ...args);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining(words) });
  });
});
