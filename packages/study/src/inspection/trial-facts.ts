import { candidateInWords, choiceInWords } from '../records/sweep.ts';
import type { StoredPlans } from './look-up-stage.ts';

/** What a stage is in a sweep of a study. */
export interface TrialFacts {
  readonly study: string;
  /** The training whose recipe is chosen: `xcopa (siqa-copa)`. */
  readonly training: string;
  /** `learningRate 3e-5, epochs 2`. */
  readonly candidate: string;
  /** How many candidates there are. */
  readonly of: number;
  /** Whether this candidate was chosen; null while nothing is. */
  readonly chosen: boolean | null;
}

/** The sweeps of some studies that a stage is a trial of. */
export function trialFacts(plans: StoredPlans, key: string): readonly TrialFacts[] {
  return [...plans].flatMap(([study, plan]) =>
    (plan.sweep?.choices ?? []).flatMap((choice) => {
      const place = choice.candidates.findIndex(({ trials }) => trials.some(({ stage }) => stage === key));
      const candidate = choice.candidates[place];
      if (!candidate) return [];
      return [
        {
          ...{ study, training: choiceInWords(choice, plan.study.models), of: choice.candidates.length },
          candidate: candidateInWords(candidate.fields),
          chosen: choice.chosen === null ? null : choice.chosen === place,
        },
      ];
    }),
  );
}
