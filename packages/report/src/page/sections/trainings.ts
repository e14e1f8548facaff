import type { TrainingCurve } from '@stopover/study';
import {
  combinationTable,
  kindOf,
  sortedTrainings,
  trainingHead,
  trainingLine,
  trainingsInWords,
} from '../../analysis/training-table.ts';
import { curveSvg } from '../../figures/curve-svg.ts';
import { folded } from '../folded.ts';
import { gapTable } from '../gap-table.ts';
import type { ReportView } from '../group-view.ts';
import { type Html, html } from '../html.ts';
import type { Section } from '../section.ts';
import { number, type TableCell, tableOf, text } from '../table.ts';
import { counted } from '../words.ts';

/** How each training went, and which of its checkpoints was kept on what ground; then what combined models are made of. */
export function trainingsSection({ results }: ReportView): Section | null {
  const trainings = sortedTrainings(results);
  if (trainings.length === 0) return null;
  const combined = combinationTable(results);
  return {
    id: 'trainings',
    title: 'Trainings',
    body: html`<p class="lead">${trainingsInWords(trainings)} In each curve the thick line is the score on development rows, the thin one the loss, each from its own lowest to its own highest; the dot is the checkpoint that was kept, a broken line one that was kept without a score. The numbers of every curve are in summary.json.</p>
${folded(`Every training: ${counted(trainings.length, 'curve')} and what was kept`, trainingsTable(trainings))}
${combined.rows.length > 0 ? gapTable(combined) : null}`,
    figures: [],
  };
}

const numeric = (value: string): TableCell => number(value);

const trainingsTable = (trainings: readonly TrainingCurve[]): Html =>
  tableOf(
    {
      head: [
        ...[text('Training'), text('Curve'), text(trainingHead.rule), ...trainingHead.numbers.map(numeric)],
        ...[text(trainingHead.rows), ...trainingHead.losses.map(numeric)],
      ],
      rows: trainings.map(rowOf),
      starts: (i) => {
        const [own, before] = [trainings[i], trainings[i - 1]];
        return own !== undefined && before !== undefined && kindOf(own) !== kindOf(before);
      },
    },
    'Trainings',
  );

function rowOf(curve: TrainingCurve): TableCell[] {
  const { rule, numbers, rows, losses } = trainingLine(curve);
  return [
    ...[text(curve.title), { value: curveSvg(curve) }, text(rule), ...numbers.map(numeric)],
    ...[text(rows), ...losses.map(numeric)],
  ];
}
