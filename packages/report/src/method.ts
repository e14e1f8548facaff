import type { Clipped } from '@stopover/study';
import type { Analysis } from './analysis.ts';

/** How the numbers came about, as terms and explanations. */
export function method({
  study,
  clipped = [],
  settings,
  targets,
  rows,
}: Analysis): (readonly [term: string, text: string])[] {
  const draws = settings.resamples.toLocaleString('en-US');
  const joint = targets.filter(({ parallel }) => parallel).map(({ name }) => name);
  const whole = rows.some(({ interval, mean }) => mean !== null && interval === null);
  return [
    [
      'Score',
      'Mean over seeds (within a seed, over draws of shots) of the headline metric; ± is the standard deviation over seeds. The mean over languages is unweighted; English, in which models are trained, is not in it unless it is the only one, and has its own column.',
    ],
    [
      'Interval',
      `Percentile interval, 95 %, of a hierarchical bootstrap with ${draws} draws: test items, seeds and draws of shots are each resampled and their deviations added; of n seeds, n − 1 are drawn, because drawing n understates the spread of a few seeds. ${joint.length > 0 ? `Items are drawn jointly over languages on ${joint.join(', ')}, where the test is parallel. ` : ''}Languages are not resampled: the mean is over these languages. With one seed the interval leaves out the variation over seeds; with two or three seeds that differ as much as the items do it is somewhat too narrow (in simulations 91 % where 95 % is meant).${whole ? ' Where a metric does not decompose into items and there is one seed, no interval is given.' : ''}`,
    ],
    [
      'Difference',
      'Paired: both sides use the same resampled items and seeds. Only (language, seed) pairs that both sides have are compared; those left out are counted beside the number.',
    ],
    [
      'p',
      `Two-sided paired approximate randomisation with ${draws} swaps of the two conditions, item by item; it takes the trained models as they are and says nothing of other seeds. It is not corrected for the number of comparisons.`,
    ],
    [
      'McNemar',
      'Exact, for each language where items are right or wrong, one test a seed, combined over seeds by Rüger’s rule, then corrected by Holm’s method over the languages of the comparison.',
    ],
    [
      'Best stopover',
      'The best by its score on these items: with several to choose from, its gain is flattered by the choice.',
    ],
    [
      'Shot-equivalent',
      'The number of target-language examples at which direct training reaches the score of the intermediate without any; between measured numbers the score is taken to be linear in the logarithm of their count.',
    ],
    ...(study.arms.some((arm) => arm.includes('translate-')) ? [translation] : []),
    ...(study.stops && study.stops.length > 0
      ? [['Stopovers', study.stops.map(({ name, made }) => `${name}: ${made}.`).join(' ')] as const]
      : []),
    [
      'Training',
      `Model ${study.model}; recipe ${study.recipe}; order of examples ${study.order}; seeds ${study.seeds.join(', ')}; ${study.buckets === 1 ? 'one draw' : `${study.buckets} draws`} of shots; data from ${study.source}; backend ${study.backend}.`,
    ],
    ...(clipped.length > 0 ? [['Maximum length', clipped.map(clippedInWords).join(' ')] as const] : []),
    [
      'Long inputs',
      'Handled as the benchmarks’ scripts do: pairs are cut longest first; contexts of questions become windows, and an answer is taken from the window that shows most around its start; sentences to be tagged are divided between words, and no tag is lost. What was cut or divided is listed by task, language and split.',
    ],
    ['Random numbers', `Statistics use seed ${settings.seed}: the same results give the same report.`],
  ];
}

const translation = [
  'Translation',
  'Translate-train has one model for each language, trained on machine translations of the English training data, alone or with the English rows beside them, and selected on English development data. Translate-test has the model that was trained in English read the test in English. The answer of a question is found again in the translation of its sentence; where it is not there exactly once, a training row is left out, and a test item stays and counts as wrong, so that every condition has the same items. Both are counted under “Skipped rows”.',
] as const;

const clippedInWords = ({ maxLength, longest, tasks }: Clipped): string =>
  `The model has positions for ${longest} tokens: the recipe’s maximum length of ${maxLength} for ${tasks.join(', ')} is taken as ${longest}.`;
