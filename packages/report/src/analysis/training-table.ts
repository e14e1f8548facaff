// How each training went and what it kept, and what combined models are made of, as lines of tables.
import type { CombinedModel, Results, TrainingCurve } from '@stopover/study';
import { counted, score } from '../page/words.ts';
import type { Gap } from './gap.ts';
import { unchosenTrials } from './sweep-table.ts';

/** The trainings of a study in the order of their tables; candidates of a sweep that were not chosen stand there alone. */
export function sortedTrainings(results: Pick<Results, 'sweep' | 'trainings'>): readonly TrainingCurve[] {
  const tried = unchosenTrials(results);
  const trainings = (results.trainings ?? []).filter(({ key }) => !tried.has(key));
  // Seeds of one training stand together, in the order in which the first of them was planned.
  const kinds = new Map<string, TrainingCurve[]>();
  for (const one of trainings) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
  return [...kinds.values()].flat();
}

/** What the seeds of one training have in common: their title without the seed. */
export const kindOf = ({ title }: Pick<TrainingCurve, 'title'>): string => title.replace(/, seed \d+$/, '');

/** How many kept what, and how many of those that chose kept their last checkpoint: they may have needed more steps. */
export function trainingsInWords(trainings: readonly TrainingCurve[]): string {
  const chose = trainings.filter(({ scores }) => scores.length > 1);
  const late = chose.filter(({ kept, scores }) => kept.step === scores.at(-1)?.step);
  const first = `${counted(trainings.length, 'training')}, of which ${chose.length.toLocaleString('en-US')} chose among several scored checkpoints.`;
  if (chose.length === 0) return first;
  return `${first} ${late.length.toLocaleString('en-US')} of these kept the last one: where most did, more steps may help.`;
}

/** What stands beside a training's title and its curve: the rule, steps, scores, the rows that scored, losses. */
export const trainingHead = {
  rule: 'Kept by',
  numbers: ['Step kept', 'Of steps', 'Development score', 'Last score'],
  rows: 'Development rows',
  losses: ['First loss', 'Last loss'],
} as const;

/** The same of one training. */
export function trainingLine({ kept, steps, rows, averaged, scores, losses }: TrainingCurve): {
  readonly rule: string;
  readonly numbers: readonly string[];
  readonly rows: string;
  readonly losses: readonly string[];
} {
  return {
    rule: averaged ? `${kept.by} of ${counted(averaged.length, 'checkpoint')}` : kept.by,
    numbers: [
      ...[kept.step.toLocaleString('en-US'), steps.toLocaleString('en-US')],
      ...[score(kept.score), score(scores.at(-1)?.score ?? null)],
    ],
    rows: rows
      ? `${counted(rows.examples, 'row')} of ${rows.task} (${rows.kind === 'english' ? rows.language : `${rows.language}, ${rows.kind}`})`
      : 'none',
    losses: [losses[0], losses.at(-1)].map((loss) => (loss === undefined ? '–' : loss.toFixed(3))),
  };
}

/** The trainings as a table of text; their curves are pictures, and their numbers in summary.json. */
export const trainingTable = (results: Pick<Results, 'sweep' | 'trainings'>): Gap => ({
  title: 'Trainings',
  empty: 'Nothing is known of any training.',
  head: ['Training', trainingHead.rule, ...trainingHead.numbers, trainingHead.rows, ...trainingHead.losses],
  rows: sortedTrainings(results).map((one) => {
    const { rule, numbers, rows, losses } = trainingLine(one);
    return [one.title, rule, ...numbers, rows, ...losses];
  }),
});

/** Models made of the weights of others: of which, with which weights, and what those were chosen by. */
export const combinationTable = ({ combinations = [] }: Pick<Results, 'combinations'>): Gap => ({
  title: 'Combined models',
  empty: 'No model was made of the weights of others.',
  head: ['Model', 'Made of', 'Development score', 'Candidates', 'Development rows'],
  rows: combinations.map((one) => {
    const { chosen } = one;
    const best = chosen?.candidates.find(
      ({ weights }) => `${weights}` === `${one.members.map(({ weight }) => weight)}`,
    );
    return [
      ...[one.title, madeOf(one), score(best?.score ?? null)],
      chosen?.candidates.map(({ weights, score: own }) => `${weights.join(', ')}: ${score(own)}`).join('; ') ?? 'none',
      chosen ? `${counted(chosen.examples, 'row')} of ${chosen.task} (en)` : 'none',
    ];
  }),
});

const madeOf = ({ how, members }: CombinedModel): string =>
  how === 'mean'
    ? `mean of ${members.map(({ title }) => title).join('; ')}`
    : ['base', ...members.map(({ title, weight }) => `${weight} · (${title} − base)`)].join(' + ');
