import {
  candidateInWords,
  choiceInWords,
  type PlannedSweep,
  type Results,
  type SweepCandidate,
  type SweepChoice,
} from '@stopover/study';
import type { Gap } from './gap.ts';

/** A candidate of a sweep, as a line of its table. */
export interface SweepLine {
  /** What the choice is of: `xcopa (siqa-copa)`. */
  readonly training: string;
  /** `learningRate 3e-5, epochs 2`. */
  readonly candidate: string;
  readonly score: number | null;
  readonly chosen: boolean;
  /** Headline metric and rows that scored it. */
  readonly metric: string;
  readonly rows: string;
  readonly trials: SweepCandidate['trials'];
}

/** The candidates of every choice, in the order in which they were tried. */
export const sweepLines = ({ sweep, study }: Pick<Results, 'sweep' | 'study'>): readonly SweepLine[] =>
  (sweep?.choices ?? []).flatMap((choice) =>
    choice.candidates.map(({ fields, score, trials }, place) => ({
      training: trainingOf(choice, study.models),
      candidate: candidateInWords(fields),
      ...{ score, trials, metric: choice.metric, rows: rowsOf(choice), chosen: place === choice.chosen },
    })),
  );

const trainingOf = (choice: SweepChoice, models: readonly string[]): string =>
  [choiceInWords(choice, models), ...choice.controls].join(', ');

const rowsOf = ({ rows }: SweepChoice): string =>
  rows ? `${rows.examples.toLocaleString('en-US')} of ${rows.task} (${rows.language})` : 'none yet';

/** How the recipe comes about, in sentences: on which rows alone, in which seeds, what is still open, and what was left as written. */
export function sweepInWords({ method, seeds, choices, asWritten }: PlannedSweep): string {
  const how = method === 'grid' ? 'every combination of the listed values' : 'combinations drawn at random';
  const left = asWritten.map(({ name, why }) => ` Not swept: ${name}, because ${why}.`).join('');
  const open = choices.filter(({ chosen }) => chosen === null).length;
  const state =
    open === 0
      ? 'Hyperparameters were chosen on English development rows alone: no test row and no row of a target language had a part in it.'
      : `Hyperparameters are chosen on English development rows alone: no test row and no row of a target language has a part in it. ${open === choices.length ? 'Nothing is chosen yet' : `${open} of ${choices.length} choices ${open === 1 ? 'is' : 'are'} not made yet`}: trials are missing.`;
  const tried = `${open === 0 ? 'Tried were' : 'Candidates are'} ${how}, each in a training of the base model itself with seed ${seeds.join(', ')}`;
  return `${state} ${tried}; the best mean score is chosen, of equals the first. All arms and seeds take the recipe that ${open === 0 ? 'was' : 'is'} chosen. A chosen score is the best of several, so it flatters: it is no result.${left}`;
}

/** The candidates as a table of text. */
export const sweepTable = (results: Pick<Results, 'sweep' | 'study'>): Gap => ({
  title: 'Sweep',
  empty: 'No hyperparameter was swept.',
  head: ['Training', 'Candidate', 'Development score', 'Chosen', 'Metric', 'Development rows'],
  rows: sweepLines(results).map(({ training, candidate, score, chosen, metric, rows }) => [
    training,
    candidate,
    score?.toFixed(1) ?? '–',
    chosen ? 'chosen' : '',
    metric,
    rows,
  ]),
});

/** Keys of the trials that were tried and not chosen: trainings of no result. */
export const unchosenTrials = ({ sweep }: Pick<Results, 'sweep'>): ReadonlySet<string> =>
  new Set(
    (sweep?.choices ?? []).flatMap(({ candidates, chosen }) =>
      candidates.flatMap(({ trials }, place) => (place === chosen ? [] : trials.map(({ stage }) => stage))),
    ),
  );
