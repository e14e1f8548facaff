import type { TrainingCurve } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { analyseResults } from '../../analysis/analyse-results.ts';
import { madeUpResults } from '../../fixtures/made-up-results.ts';
import { markdownReport } from '../../formats/markdown.ts';
import { viewOf } from '../group-view.ts';
import { html } from '../html.ts';
import { trainingsSection } from './trainings.ts';

const results = madeUpResults({ items: 20, shots: [10], targets: ['xnli'], languages: ['de'] });
const analysis = analyseResults(results, { replicates: 100 });

const curve = (title: string, more: Partial<TrainingCurve> = {}): TrainingCurve => ({
  ...{ key: 'a'.repeat(64), title, steps: 100, averaged: null, losses: [1.25, 0.75, 0.5] },
  kept: { by: 'best', step: 50, score: 61.25 },
  rows: { kind: 'english', task: 'mnli', language: 'en', examples: 500 },
  scores: [
    { step: 50, score: 61.25 },
    { step: 100, score: 60 },
  ],
  ...more,
});

const markupOf = (trainings: readonly TrainingCurve[]): string =>
  html`${trainingsSection(viewOf(analysis, { ...results, trainings }))?.body ?? null}`.markup;

describe('the section of trainings', () => {
  it('is left out where nothing is known of any', () => {
    expect(trainingsSection(viewOf(analysis, results))).toBeNull();
  });

  it('says what was kept by which score, with the seeds of a training side by side', () => {
    const markup = markupOf([curve('mnli, seed 1'), curve('copa, seed 1'), curve('mnli, seed 2')]);
    const rows = [...markup.matchAll(/<th scope="row"[^>]*>([^<]*)</g)].map(([, title]) => title);
    expect(rows).toEqual(['mnli, seed 1', 'mnli, seed 2', 'copa, seed 1']);
    expect(markup).toContain(
      '3 trainings, of which 3 chose among several scored checkpoints. 0 of these kept the last',
    );
    expect(markup).toContain('500 rows of mnli (en)');
    expect(markup).toContain(
      'loss from 1.25 to 0.50; development score 61.3 at step 50, 60.0 at step 100; kept step 50',
    );
  });

  it('puts the dot where the checkpoint was kept, and a broken line where it was not scored', () => {
    expect(markupOf([curve('mnli, seed 1')]).match(/<circle/g)).toHaveLength(1);
    const last = markupOf([
      curve('mnli, seed 1', { kept: { by: 'last', step: 100, score: null }, rows: null, scores: [] }),
    ]);
    expect(last).toContain('stroke-dasharray');
    expect(last).not.toContain('NaN');
    expect(last).not.toContain('Infinity');
  });

  it('says what a combined model is made of, and by which score its weights were chosen', () => {
    const members = [
      { title: 'mnli, seed 1', weight: 0.5 },
      { title: 'copa, seed 1', weight: 1 },
    ];
    const candidates = [
      { weights: [0.25, 1], score: 51 },
      { weights: [0.5, 1], score: 62.25 },
    ];
    const combinations = [
      {
        key: 'b'.repeat(64),
        title: 'sum, seed 1',
        how: 'add' as const,
        members,
        chosen: { task: 'copa', examples: 80, candidates },
      },
      { key: 'c'.repeat(64), title: 'soup, seed 1', how: 'mean' as const, members, chosen: null },
    ];
    const all = { ...results, trainings: [curve('mnli, seed 1')], combinations };
    const markup = html`${trainingsSection(viewOf(analysis, all))?.body ?? null}`.markup;
    expect(markup).toContain('Combined models');
    expect(markup).toContain('base + 0.5 · (mnli, seed 1 − base) + 1 · (copa, seed 1 − base)');
    expect(markup).toContain('0.25, 1: 51.0; 0.5, 1: 62.3');
    expect(markup).toContain('80 rows of copa (en)');
    expect(markup).toContain('mean of mnli, seed 1; copa, seed 1');
    const text = markdownReport(analysis, all);
    expect(text).toContain('| mnli, seed 1 | best | 50 | 100 | 61.3 | 60.0 | 500 rows of mnli (en) | 1.250 | 0.500 |');
    expect(text).toContain('## Combined models');
    expect(text).toMatch(/\| sum, seed 1 \| base \+ 0\.5 · .* \| 62\.3 \|/);
  });

  it('stays small for 200 trainings, and escapes their names', () => {
    const many = Array.from({ length: 200 }, (_, i) =>
      curve(`<b>"x"</b> ${Math.floor(i / 4)}, seed ${i % 4}`, {
        losses: Array.from({ length: 40 }, (_, step) => 1 / (1 + step)),
        scores: Array.from({ length: 20 }, (_, k) => ({ step: 5 * (k + 1), score: 50 + ((7 * k) % 11) })),
      }),
    );
    const markup = markupOf(many);
    expect(markup.match(/<tr class/g)).toHaveLength(200);
    expect(markup).not.toContain('<b>');
    // A page of a study of this size is megabytes without it.
    expect(markup.length).toBeLessThan(600_000);
  });
});
