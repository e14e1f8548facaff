import { describe, expect, it } from 'vitest';
import { miniatureTables } from './index.ts';

// What shallow methods reach: if they did well, the miniature would measure words and not understanding.

const tables = new Map(
  [...miniatureTables()].map(({ repo, config, split, rows }) => [`${repo} ${config} ${split}`, rows]),
);
const rowsOf = (name: string) => (tables.get(name) ?? []).map((row): Readonly<Record<string, unknown>> => Object(row));
const wordsOf = (value: unknown) => String(value).toLowerCase().replace(/[.?]/g, '').split(' ');

/** Softmax regression by plain gradient descent over sparse features; returns its predictions for `test`. */
function regress(
  train: readonly { x: readonly string[]; y: number }[],
  test: readonly (readonly string[])[],
  classes: number,
) {
  const weights = new Map<string, Float64Array>();
  const scores = (x: readonly string[]) => {
    const z = new Float64Array(classes);
    for (const feature of x)
      weights.get(feature)?.forEach((w, c) => {
        z[c] = (z[c] ?? 0) + w;
      });
    return z;
  };
  for (let epoch = 0; epoch < 12; epoch++) {
    for (const { x, y } of train) {
      const z = scores(x).map((v) => Math.exp(Math.max(-30, Math.min(30, v))));
      const sum = z.reduce((a, b) => a + b, 0);
      for (const feature of x) {
        const w = weights.get(feature) ?? new Float64Array(classes);
        for (let c = 0; c < classes; c++) w[c] = (w[c] ?? 0) + 0.05 * (Number(c === y) - (z[c] ?? 0) / sum);
        weights.set(feature, w);
      }
    }
  }
  return test.map((x) => scores(x).reduce((best, v, c, all) => (v > (all[best] ?? -Infinity) ? c : best), 0));
}

const accuracy = (predicted: readonly number[], gold: readonly unknown[]) =>
  predicted.filter((p, i) => p === gold[i]).length / gold.length;

describe('inference by words alone', () => {
  const train = rowsOf('nyu-mll/multi_nli default train');
  const test = rowsOf('facebook/xnli en test');
  const hypothesis = (row: Readonly<Record<string, unknown>>) => ['*', ...wordsOf(row.hypothesis).map((w) => `h:${w}`)];
  const overlap = (row: Readonly<Record<string, unknown>>) => {
    const premise = new Set(wordsOf(row.premise));
    const fresh = wordsOf(row.hypothesis).filter((word) => !premise.has(word));
    return [...hypothesis(row), `fresh:${Math.min(fresh.length, 4)}`, ...fresh.map((word) => `f:${word}`)];
  };
  const run = (features: typeof overlap) =>
    accuracy(
      regress(
        train.map((row) => ({ x: features(row), y: Number(row.label) })),
        test.map(features),
        3,
      ),
      test.map((row) => row.label),
    );

  it('the hypothesis by itself tells little more than chance', () => {
    const score = run(hypothesis);
    console.info(`baseline accuracy ${score.toFixed(3)}`);
    expect(score).toBeGreaterThan(0.3);
    expect(score).toBeLessThan(0.45);
  });

  it('words that the premise lacks tell more, and far from all', () => {
    const score = run(overlap);
    console.info(`baseline accuracy ${score.toFixed(3)}`);
    expect(score).toBeGreaterThan(0.4);
    expect(score).toBeLessThan(0.68);
  });
});

describe('choices by words alone', () => {
  const train = [...rowsOf('aps/super_glue copa train')];
  const test = rowsOf('aps/super_glue copa validation');
  type Row = Readonly<Record<string, unknown>>;
  /** Features of the first choice against the second. */
  const run = (features: (row: Row, choice: unknown) => readonly string[]) => {
    const signed = (row: Row) => [
      ...features(row, row.choice1).map((f) => `1${f}`),
      ...features(row, row.choice2).map((f) => `2${f}`),
    ];
    const swap = (row: Row) => ({ ...row, choice1: row.choice2, choice2: row.choice1, label: 1 - Number(row.label) });
    const both = train.flatMap((row) => [row, swap(row)]);
    return accuracy(
      regress(
        both.map((row) => ({ x: signed(row), y: Number(row.label) })),
        test.map(signed),
        2,
      ),
      test.map((row) => row.label),
    );
  };

  it('a choice by itself tells nothing', () => {
    expect(run((_, choice) => wordsOf(choice))).toBeLessThan(0.65);
  });

  it('pairs of words, one of the premise and one of the choice, stay far from all', () => {
    const score = run((row, choice) => wordsOf(row.premise).flatMap((p) => wordsOf(choice).map((c) => `${p}>${c}`)));
    console.info(`baseline accuracy ${score.toFixed(3)}`);
    expect(score).toBeLessThan(0.8);
  });
});
