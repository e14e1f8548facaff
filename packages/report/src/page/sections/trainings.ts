import type { TrainingCurve } from '@stopover/study';
import { unchosenTrials } from '../../analysis/sweep-table.ts';
import { curveSvg } from '../../figures/curve-svg.ts';
import { folded } from '../folded.ts';
import type { ReportView } from '../group-view.ts';
import { type Html, html } from '../html.ts';
import type { Section } from '../section.ts';
import { number, type TableCell, tableOf, text } from '../table.ts';
import { counted, score } from '../words.ts';

/** How each training went, and which of its checkpoints was kept on what ground. */
export function trainingsSection({ results }: ReportView): Section | null {
  // Candidates of a sweep that were not chosen stand there.
  const tried = unchosenTrials(results);
  const trainings = (results.trainings ?? []).filter(({ key }) => !tried.has(key));
  if (trainings.length === 0) return null;
  // Seeds of one training stand together, in the order in which the first of them was planned.
  const kinds = new Map<string, TrainingCurve[]>();
  for (const one of trainings) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
  const sorted = [...kinds.values()].flat();
  return {
    id: 'trainings',
    title: 'Trainings',
    body: html`<p class="lead">${summaryOf(trainings)} In each curve the thick line is the score on development rows, the thin one the loss, each from its own lowest to its own highest; the dot is the checkpoint that was kept, a broken line one that was kept without a score. The numbers of every curve are in summary.json.</p>
${folded(`Every training: ${counted(trainings.length, 'curve')} and what was kept`, trainingsTable(sorted))}`,
    figures: [],
  };
}

const kindOf = ({ title }: TrainingCurve): string => title.replace(/, seed \d+$/, '');

/** How many kept what, and how many of those that chose kept their last checkpoint: they may have needed more steps. */
function summaryOf(trainings: readonly TrainingCurve[]): string {
  const chose = trainings.filter(({ scores }) => scores.length > 1);
  const late = chose.filter(({ kept, scores }) => kept.step === scores.at(-1)?.step);
  const first = `${counted(trainings.length, 'training')}, of which ${chose.length.toLocaleString('en-US')} chose among several scored checkpoints.`;
  if (chose.length === 0) return first;
  return `${first} ${late.length.toLocaleString('en-US')} of these kept the last one: where most did, more steps may help.`;
}

const trainingsTable = (trainings: readonly TrainingCurve[]): Html =>
  tableOf(
    {
      head: [
        ...[text('Training'), text('Curve'), text('Kept by'), number('Step kept'), number('Of steps')],
        ...[number('Development score'), number('Last score'), text('Development rows')],
        ...[number('First loss'), number('Last loss')],
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
  const { title, kept, steps, rows, averaged, scores, losses } = curve;
  const by = averaged ? `${kept.by} of ${counted(averaged.length, 'checkpoint')}` : kept.by;
  const [first, last] = [losses[0], losses.at(-1)];
  return [
    text(title),
    { value: curveSvg(curve) },
    text(by),
    number(kept.step.toLocaleString('en-US')),
    number(steps.toLocaleString('en-US')),
    number(score(kept.score)),
    number(score(scores.at(-1)?.score ?? null)),
    text(
      rows
        ? `${counted(rows.examples, 'row')} of ${rows.task} (${rows.kind === 'english' ? rows.language : `${rows.language}, ${rows.kind}`})`
        : 'none',
    ),
    number(first === undefined ? '–' : first.toFixed(3)),
    number(last === undefined ? '–' : last.toFixed(3)),
  ];
}
