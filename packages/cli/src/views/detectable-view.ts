// What a study will be able to tell, as lines for a person.
import { assumedDeviation, assumedDiscordance, type Detectable } from '@stopover/study';

const right = 'right' as const;

/** The columns of `detectableRow`. */
export const detectableColumns = [
  { title: 'target' },
  { title: 'training' },
  { title: 'to zero-shot' },
  ...['languages', 'test rows', 'seeds', 'draws', 'σ', 'detectable', 'seeds for the margin'].map((title) => ({
    title,
    align: right,
  })),
];

/** One contrast as a row of a table. */
export const detectableRow = (one: Detectable): readonly string[] => [
  one.target,
  one.training,
  one.contrast === 'shots' ? `${one.shots} shots` : 'an intermediate',
  String(one.languages),
  String(one.items),
  String(one.seeds),
  one.draws > 0 ? String(one.draws) : '',
  one.seedDeviation.toFixed(1) + (one.assumed.includes('seedDeviation') ? '*' : ''),
  one.effect === null ? '–' : `${one.effect.toFixed(1)} points`,
  one.seedsForMargin === null ? 'more than 100' : String(one.seedsForMargin),
];

/** What the table above means, what in it is assumed, and what so many seeds cannot say. */
export function detectableNotes(all: readonly Detectable[], margin: number): readonly string[] {
  const seeds = Math.min(...all.map((one) => one.seeds));
  const some = (what: Detectable['assumed'][number]) => all.some(({ assumed }) => assumed.includes(what));
  const defaults = [
    ...(some('seedDeviation') ? [`* seeds deviate by ${assumedDeviation} point`] : []),
    ...(some('drawDeviation') ? [`draws by ${assumedDeviation} point`] : []),
    `two models answer ${100 * assumedDiscordance} % of the rows differently`,
  ];
  return [
    `Detectable: the smallest true effect that four studies of five like this one find; the margin is ${margin} ${margin === 1 ? 'point' : 'points'}.`,
    `Assumed, not measured: ${defaults.join('; ')}.`,
    ...(seeds < 3
      ? [`With ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} nothing will be said to help or hurt: three are needed.`]
      : []),
  ];
}
