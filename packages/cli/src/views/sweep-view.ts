// What the terminal says of a sweep: what is tried, what was chosen, and what is left as written.
import { candidateInWords, choiceInWords, openChoices, type Plan, type SweepChoice, trialsOf } from '@stopover/study';
import { counted } from './quantities.ts';

/** What was chosen and what is still to be tried, a line each; none without a sweep. */
export function sweepNotes(plan: Plan): readonly string[] {
  const { sweep, study } = plan;
  if (!sweep) return [];
  const open = openChoices(plan).filter(({ unasked }) => !unasked);
  const nameOf = (choice: SweepChoice) => choiceInWords(choice, study.models);
  const trials = open.reduce((sum, { candidates }) => sum + candidates.length * sweep.seeds.length, 0);
  const made = sweep.choices.flatMap((choice) => chosenInWords(choice, nameOf(choice)));
  return [
    ...made,
    ...(trials > 0
      ? [
          `Sweep: ${counted(trials, 'trial')} first, ${open.map((one) => `${nameOf(one)} ${one.candidates.length}`).join(', ')} (seed ${sweep.seeds.join(', ')}). The grid follows with what they choose on English development rows.`,
        ]
      : []),
    ...sweep.asWritten.map(({ name, why }) => `Not swept: ${name}, because ${why}.`),
  ];
}

/** The same of a plan that shows the grid all the same, with a first candidate in place of what is not chosen. */
export const standInNotes = (plan: Plan): readonly string[] => [
  ...sweepNotes(plan),
  ...(trialsOf(plan) ? ['Until they have chosen, the grid is shown with the first candidate of each.'] : []),
];

/** What was chosen, in a line; none while nothing is. Where others have the same score, that decided nothing: it is said. */
export function chosenInWords({ candidates, chosen, metric, rows }: Chosen, name: string): readonly string[] {
  const best = chosen === null ? undefined : candidates[chosen];
  if (!best) return [];
  const score = best.score === null ? '' : `: ${metric} ${best.score.toFixed(1)}`;
  const on = rows ? ` on ${counted(rows.examples, 'English development row')} of ${rows.task}` : '';
  const equals = candidates.filter((one) => one.score === best.score).length;
  const of = equals > 1 ? `the first of ${equals} equal ones among` : 'best of';
  return [`Chosen for ${name}: ${candidateInWords(best.fields)}${score}${on}, ${of} ${candidates.length} candidates.`];
}

type Chosen = Pick<SweepChoice, 'candidates' | 'chosen' | 'metric' | 'rows'>;
