import { candidateInWords, choiceInWords, type StudyMoment, type SweepChoice } from '@stopover/study';

/** A candidate of a sweep: how its trials stand, and the mean of their scores when all are there. */
export interface LiveCandidate {
  readonly candidate: string;
  readonly all: number;
  readonly done: number;
  readonly running: number;
  readonly failed: number;
  readonly score: number | null;
  readonly chosen: boolean;
}

/** The candidates for one training. */
export interface LiveChoice {
  /** `xcopa (siqa-copa)`. */
  readonly title: string;
  readonly metric: string;
  readonly made: boolean;
  readonly candidates: readonly LiveCandidate[];
}

/** What is looked at of a study: how its trials stand, and what those scored that are made. */
export interface SweepMoment extends Pick<StudyMoment, 'trials'> {
  readonly plan: {
    readonly study: Pick<StudyMoment['plan']['study'], 'models'>;
    readonly sweep?: { readonly choices: readonly SweepChoice[] } | undefined;
  };
  readonly standings: readonly { readonly key: string; readonly state: string }[];
}

/** The choices of a study's sweep that somebody has asked for, made or not; none without a sweep. */
export function sweepOf(moment: SweepMoment): readonly LiveChoice[] {
  const { sweep, study } = moment.plan;
  const states = new Map(moment.standings.map(({ key, state }) => [key, state]));
  return (sweep?.choices ?? [])
    .filter(({ unasked = false }) => !unasked)
    .map((choice) => ({
      title: [choiceInWords(choice, study.models), ...choice.controls].join(', '),
      metric: choice.metric,
      made: choice.chosen !== null,
      candidates: choice.candidates.map((one, place) => candidateOf(one, place === choice.chosen, states, moment)),
    }));
}

function candidateOf(
  { fields, trials }: SweepChoice['candidates'][number],
  chosen: boolean,
  states: ReadonlyMap<string, string>,
  { trials: scored }: SweepMoment,
): LiveCandidate {
  const count = (state: string) => trials.filter(({ stage }) => states.get(stage) === state).length;
  const known = trials.flatMap(({ stage, score }) => score ?? scored.get(stage) ?? []);
  const score = known.length === trials.length ? known.reduce((sum, one) => sum + one, 0) / known.length : null;
  return {
    ...{ candidate: candidateInWords(fields), all: trials.length, score, chosen },
    ...{ done: count('done'), running: count('owned'), failed: count('failed') },
  };
}
