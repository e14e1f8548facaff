// Replays the mock submission of google-research/xtreme against the numbers that its own evaluate.py printed.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Kind, Metric, Pair } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  exactMatch,
  minedPairsF1,
  missingAnswer,
  mlqaExactMatch,
  mlqaF1,
  reciprocalRank,
  retrievalAccuracy,
  seqevalF1,
  tokenF1,
} from './index.ts';

const folder = resolve(import.meta.dirname, '../../../../shared/reference/xtreme-mock');
const here = existsSync(folder);

const read = (path: string): string => readFileSync(resolve(folder, path), { encoding: 'utf8' });
const lines = (path: string): string[] => read(path).trimEnd().split('\n');

/** Two TSV files of one value a line, as pairs. */
function linePairs<T>(task: string, language: string, value: (line: string) => T): { gold: T; prediction: T }[] {
  const predictions = lines(`predictions/${task}/test-${language}.tsv`);
  return lines(`labels/${task}/test-${language}.tsv`).map((line, i) => ({
    gold: value(line.trim()),
    prediction: value(predictions[i]?.trim() ?? ''),
  }));
}

/** Two files of one tag a line with an empty line between sentences, as pairs. */
function tagPairs(task: string, language: string): Pair<'tagging'>[] {
  const sentences = (kind: string): string[][] =>
    read(`${kind}/${task}/test-${language}.tsv`)
      .trim()
      .split(/\n\s*\n/)
      .map((sentence) => sentence.split('\n').map((tag) => tag.trim()));
  const predictions = sentences('predictions');
  return sentences('labels').map((gold, i) => ({ gold, prediction: predictions[i] ?? [] }));
}

interface Squad {
  readonly data: readonly { readonly paragraphs: readonly { readonly qas: readonly Question[] }[] }[];
}
interface Question {
  readonly id: string;
  readonly answers: readonly { readonly text: string }[];
}

/** A SQuAD file and a submission that maps ids to answers, as pairs. */
function answerPairs(task: string, language: string): Pair<'span'>[] {
  const labels: Squad = JSON.parse(read(`labels/${task}/test-${language}.json`));
  const predictions: Record<string, string> = JSON.parse(read(`predictions/${task}/test-${language}.json`));
  return labels.data.flatMap(({ paragraphs }) =>
    paragraphs.flatMap(({ qas }) =>
      qas.map(({ id, answers }) => ({
        gold: { texts: answers.map(({ text }) => text), start: 0 },
        prediction: predictions[id] ?? missingAnswer,
      })),
    ),
  );
}

type Expected = Record<string, Record<string, Record<string, number>> | undefined>;
const expected: Expected = here ? JSON.parse(read('expected.json')) : {};

function replay<K extends Kind>(
  task: string,
  score: string,
  metric: Metric<K>,
  pairs: (task: string, language: string) => readonly Pair<K>[],
): void {
  it(`${task} ${score}`, () => {
    const languages = Object.entries(expected[task]?.[score] ?? {});
    const ours = languages.map(([language]) => metric.score(pairs(task, language), { language }));
    expect(languages.length).toBeGreaterThan(3);
    for (const [i, [language, value]] of languages.entries()) expect(ours[i], language).toBeCloseTo(value, 9);
    const mean = ours.reduce((sum, value) => sum + value, 0) / ours.length;
    expect(mean).toBeCloseTo(Number(expected[task]?.[`avg_${score}`]), 9);
  });
}

describe.skipIf(!here)(
  `XTREME's own mock submission${here ? '' : ' (skipped: ../shared/reference is missing)'}`,
  () => {
    const labels = ['entailment', 'neutral', 'contradiction', '0', '1'];
    const label = (line: string): number => labels.indexOf(line);
    const text = (line: string): string => line;

    for (const task of ['xnli', 'pawsx']) replay(task, 'accuracy', accuracy, (name, to) => linePairs(name, to, label));
    replay('tatoeba', 'accuracy', retrievalAccuracy, (name, to) => linePairs(name, to, text));
    for (const task of ['xquad', 'tydiqa']) {
      replay(task, 'exact_match', exactMatch, answerPairs);
      replay(task, 'f1', tokenF1, answerPairs);
    }
    replay('mlqa', 'exact_match', mlqaExactMatch, answerPairs);
    replay('mlqa', 'f1', mlqaF1, answerPairs);
    for (const task of ['panx', 'udpos']) replay(task, 'f1', seqevalF1, tagPairs);

    it('bucc2018 f1', () => {
      const languages = Object.entries(expected.bucc2018?.f1 ?? {});
      expect(languages).toHaveLength(4);
      for (const [language, value] of languages) {
        const [gold, mined] = ['labels', 'predictions'].map((kind) => lines(`${kind}/bucc2018/test-${language}.tsv`));
        expect(minedPairsF1(gold ?? [], mined ?? []), language).toBeCloseTo(value, 9);
      }
    });

    it('mewslix mean over its languages, from the test of the reference script', () => {
      const scores = ['ar', 'de', 'en', 'es', 'fa', 'ja', 'pl', 'ro', 'ta', 'tr', 'uk'].map((language) => {
        const gold: Record<string, string[]> = JSON.parse(read(`labels/mewslix/test-${language}.json`));
        const ranked: Record<string, string[]> = JSON.parse(read(`predictions/mewslix/test-${language}.json`));
        const pairs = Object.entries(gold).map(([id, ids]) => ({ gold: ids, prediction: ranked[id] ?? [] }));
        return reciprocalRank.score(pairs, { language });
      });
      expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeCloseTo(14.39025156130419, 9);
    });
  },
);
