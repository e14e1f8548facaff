import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyTask, Kind } from '@stopover/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Files, oneTask, scoreFiles } from './fixtures/one-task.ts';
import { assertSubmissible, type Predicted, writeSubmission } from './write-submission.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-written-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the writer looks at of a task: its name, its kind, its head. */
const taskOf = (name: string, kind: Kind, head: object): AnyTask =>
  Object.assign(Object.create(null), { name, kind, head });

const nli = taskOf('xnli', 'classification', { labels: ['entailment', 'neutral', 'contradiction'] });
const tags = { labels: ['O', 'B-LOC', 'NOUN'] };
const article = (...ids: string[]) =>
  JSON.stringify({ data: [{ paragraphs: [{ qas: ids.map((id) => ({ id, answers: [{ text: 'Rome' }] })) }] }] });
const given = (...predictions: unknown[]): Predicted[] =>
  predictions.map((prediction, i) => ({ id: `q${i}`, prediction }));

/** Task, what the model said, the benchmark's labels by its own layout, and the right score worked out by hand. */
const cases: readonly (readonly [AnyTask, readonly Predicted[], string, Readonly<Record<string, number>>])[] = [
  [nli, given(0, 2, 1, 1), 'entailment\ncontradiction\nneutral\nentailment\n', { accuracy: 75 }],
  [taskOf('paws-x', 'classification', { labels: ['0', '1'] }), given(1, 0), '1\n1\n', { accuracy: 50 }],
  [taskOf('pan-x', 'tagging', tags), given(['B-LOC', 'O'], ['O']), 'B-LOC\nO\n\nB-LOC\n', { f1: (2 / 3) * 100 }],
  [taskOf('udpos', 'tagging', tags), given(['NOUN'], ['NOUN', 'NOUN']), 'NOUN\n\nNOUN\nNOUN\n\n', { f1: 100 }],
  [taskOf('tatoeba', 'bitext', {}), given('0', '2', '2'), '0\n1\n2\n', { accuracy: (2 / 3) * 100 }],
  [taskOf('bucc2018', 'bitext', { search: 'mine' }), given('en-1', '', 'en-3'), 'q0\ten-1\nq1\ten-2\n', { f1: 50 }],
  [
    taskOf('xcopa', 'choice', {}),
    given(0, 1, 1),
    '{"label": 0}\n{"label": 1}\n{"label": 0}\n',
    { accuracy: (2 / 3) * 100 },
  ],
  [taskOf('xquad', 'span', {}), given('Rome', 'Paris'), article('q0', 'q1'), { exact_match: 50, f1: 50 }],
  [taskOf('mlqa', 'span', {}), given('the Rome', ''), article('q0', 'q1'), { exact_match: 50, f1: 50 }],
  [taskOf('tydiqa', 'span', {}), given('Rome'), article('q0'), { exact_match: 100, f1: 100 }],
  [taskOf('mewsli-x', 'ranking', {}), given(['Q2', 'Q1'], ['Q7']), '{"q0": ["Q1"], "q1": ["Q7"]}', { 'map@20': 75 }],
  [taskOf('lareqa', 'ranking', {}), given(['a', 'b']), '{"q0": ["b"]}', { 'map@20': 50 }],
];

describe('a submission that is written', () => {
  it.each(cases.map((one) => [one[0].name, ...one] as const))(
    'of %s is read again with the right score',
    async (_, task, predictions, labels, scores) => {
      const path = await writeSubmission(folder, task, 'en', predictions);
      const place = path.slice(folder.length + 1);
      const name = place.split('/')[0] ?? '';
      const files: Files = { [`predictions/${place}`]: await readFile(path), [`labels/${place}`]: labels };
      const scored = await scoreFiles(oneTask(name), files);
      expect(scored.findings).toEqual([]);
      for (const [score, value] of Object.entries(scores)) {
        expect(scored.tasks[name]?.scores[score]?.en).toBeCloseTo(value, 10);
      }
    },
  );

  it('bears the benchmark’s own code of a language', async () => {
    const panx = taskOf('pan-x', 'tagging', tags);
    expect(await writeSubmission(folder, panx, 'fil', given(['O']))).toBe(join(folder, 'panx/test-tl.tsv'));
    expect(await writeSubmission(folder, nli, 'zh', given(0))).toBe(join(folder, 'xnli/test-zh.tsv'));
  });

  it('is refused for a task of no benchmark', () => {
    expect(() => assertSubmissible(nli)).not.toThrow();
    expect(() => assertSubmissible(taskOf('copa', 'choice', {}))).toThrow(/copa is no task of xtreme or xtreme-r/);
  });
});
