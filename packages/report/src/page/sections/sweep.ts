import type { TrainingCurve } from '@stopover/study';
import { type SweepLine, sweepInWords, sweepLines } from '../../analysis/sweep-table.ts';
import { curveSvg } from '../../figures/curve-svg.ts';
import type { ReportView } from '../group-view.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';
import { number, type TableCell, tableOf, text } from '../table.ts';
import { score } from '../words.ts';

/** The candidates of a sweep with their scores and curves, and which of them was chosen. */
export function sweepSection({ results }: ReportView): Section | null {
  const { sweep, trainings = [] } = results;
  const lines = sweepLines(results);
  if (!sweep || lines.length === 0) return null;
  const curves = new Map(trainings.map((curve) => [curve.key, curve]));
  const table = {
    head: [
      ...[text('Training'), text('Candidate'), number('Development score'), text('Chosen'), text('Curve')],
      ...[number('Step kept'), text('Metric'), text('Development rows')],
    ],
    rows: lines.map((line) => rowOf(line, curves)),
    starts: (i: number) => i > 0 && lines[i]?.training !== lines[i - 1]?.training,
  };
  return {
    id: 'sweep',
    title: 'Sweep',
    body: html`<p class="lead">${sweepInWords(sweep)} The curves are drawn as under Trainings, one a seed.</p>
${tableOf(table, 'Candidates of the sweep')}`,
    figures: [],
  };
}

function rowOf(line: SweepLine, curves: ReadonlyMap<string, TrainingCurve>): TableCell[] {
  const own = line.trials.flatMap(({ stage }) => curves.get(stage) ?? []);
  return [
    text(line.training),
    { value: line.chosen ? html`<strong>${line.candidate}</strong>` : line.candidate },
    number(score(line.score)),
    text(line.chosen ? 'chosen' : ''),
    { value: own.length > 0 ? html`${own.map(curveSvg)}` : 'not made' },
    number(own.map(({ kept }) => kept.step.toLocaleString('en-US')).join(', ') || '–'),
    text(line.metric),
    text(line.rows),
  ];
}
