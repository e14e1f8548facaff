// Scores of different languages stand in one column: each table says so where they do.
import type { Cell, Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { analyseResults } from '../analysis/analyse-results.ts';
import { forestChart } from '../figures/forest.ts';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { type ReportView, viewOf } from '../page/group-view.ts';
import { html } from '../page/html.ts';
import { tablesSection } from '../page/sections/tables.ts';
import { latexTables } from './latex.ts';
import { markdownTable } from './markdown.ts';

const whole = madeUpResults({
  ...{ languages: ['de', 'el', 'sw', 'th'], intermediates: ['none', 'mnli', 'qqp'], shots: [10, 100] },
  ...{ seeds: [1, 2, 3], buckets: 2, items: 40, targets: ['xnli'] },
});
const isAlone = ({ arm }: Cell) => arm === 'target-shots';
/** 100 shots in two languages alone, 10 shots of one draw, an intermediate of two seeds. */
const partly: Results = {
  ...whole,
  cells: whole.cells.filter(
    (cell) =>
      cell.arm !== 'intermediate+target-shots' &&
      !(isAlone(cell) && cell.shots === 100 && ['sw', 'th'].includes(cell.language)) &&
      !(isAlone(cell) && cell.shots === 10 && cell.bucket === 2 && cell.language === 'de') &&
      !(cell.intermediate === 'qqp' && cell.seed === 3),
  ),
};
const analysis = analyseResults(partly, { replicates: 200 });
const view = viewOf(analysis, partly);

const pageOf = (shown: ReportView) => html`${tablesSection(shown).body}`.markup;
const lineOf = (table: string, start: string) => table.split('\n').find((line) => line.startsWith(start)) ?? '';

describe('a score over other languages than zero-shot', () => {
  it('has a mark in LaTeX, and a note below with its languages, seeds and draws', () => {
    const text = latexTables(analysis, partly);
    expect(text).toContain('in points, mean over 4 languages, with 95 \\% intervals');
    expect(text).toContain('(3 seeds, 2 draws of shots). Marked numbers are means over something else');
    expect(lineOf(text, 'zero-shot')).not.toContain('textsuperscript');
    expect(lineOf(text, 'qqp').match(/textsuperscript\{a\}/g)).toHaveLength(2);
    expect(lineOf(text, '10 shots').match(/textsuperscript\{b\}/g)).toHaveLength(2);
    expect(lineOf(text, '100 shots').match(/textsuperscript\{c\}/g)).toHaveLength(2);
    expect(text.match(/\\par\\footnotesize \{\\textsuperscript\{.\}\} Mean over .*/g)).toEqual([
      '\\par\\footnotesize {\\textsuperscript{a}} Mean over 2 seeds.',
      '\\par\\footnotesize {\\textsuperscript{b}} Mean over 1 draw of shots.',
      '\\par\\footnotesize {\\textsuperscript{c}} Mean over 2 languages (de, el).',
    ]);
  });

  it('has a mark in Markdown and on the page, where each row says what it is over', () => {
    const rows = markdownTable(analysis).split('\n');
    expect(rows.filter((row) => row.includes('‡')).map((row) => row.split(' | ')[1])).toEqual(['100 shots']);
    expect(rows.find((row) => row.includes('‡'))).toContain('‡ over other languages than zero-shot');
    const page = pageOf(view);
    expect(page).toContain('<td class="">2 languages, 3 seeds, 2 draws of shots</td>');
    expect(page).toMatch(/100 shots<small>[^<]*‡ over other languages than zero-shot<\/small>/);
    // In the summary and in the table by language.
    expect(page.match(/\d\.\d ‡/g)).toHaveLength(2);
  });

  it('has its languages, seeds and draws beside it in the forest plot', () => {
    const [group] = forestChart(view)?.groups ?? [];
    expect(group?.note).toMatch(/^zero-shot [\d.]+ \(chance 33\.3\); de, el, sw, th; 3 seeds; 2 draws of shots$/);
    const notes = group?.rows.map(({ label, note }) => [label.replace(' †', ''), note]);
    expect(notes).toContainEqual(['mnli', '']);
    expect(notes).toContainEqual(['qqp', 'runs missing, over 2 seeds']);
    expect(notes).toContainEqual(['10 shots', 'runs missing, over 1 draw of shots']);
    expect(notes).toContainEqual(['100 shots', 'runs missing, over 2 languages (de, el)']);
  });

  it('is marked nowhere where all are over the same', () => {
    const all = analyseResults(whole, { replicates: 200 });
    const texts = [latexTables(all, whole), markdownTable(all), pageOf(viewOf(all, whole))];
    for (const text of texts) expect(text).not.toMatch(/textsuperscript|Marked|\d ‡/);
  });
});

it('a p below 0.001 is no 0 in LaTeX', () => {
  const pOf = (pAdjusted: number) => {
    const effects = analysis.effects.map((effect) => ({ ...effect, pAdjusted }));
    return lineOf(latexTables({ ...analysis, effects }, partly), 'mnli').split(' & ')[6];
  };
  expect([pOf(0.0004), pOf(0.001), pOf(0.4432)]).toEqual(['{\\textless{} 0.001}', '0.001', '0.443']);
});
