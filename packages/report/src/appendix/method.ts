import type { Clipped } from '@stopover/study';
import type { Analysed } from '../analysis/analysed.ts';
import { isOfOthers } from '../items/not-known.ts';

type Entry = readonly [term: string, text: string];

/** How the numbers came about, as terms and explanations; the formulas are in docs/statistics.md. Nothing is said of how others train. */
export function methodOf(analysis: Analysed): Entry[] {
  const { settings, targets, study } = analysis;
  const joint = targets.filter(({ parallel }) => parallel).map(({ name }) => name);
  const draws = settings.replicates.toLocaleString('en-US');
  return [
    [
      'Score',
      'Mean over seeds (within a seed, over draws of shots) of the headline metric, in points (0 to 100). The mean over languages is unweighted; English, in which models are trained, is not in it unless it is the only one.',
    ],
    [
      'Interval',
      `95 %, by variance components: seeds, draws of shots and test items each with a t quantile of its own; items of one group (questions of a paragraph, hypotheses of a premise) count as a cluster.${joint.length > 0 ? ` Clusters are joint over languages on ${joint.join(', ')}, where the test is parallel.` : ''} With up to four seeds the variance of seeds is pooled over arms. Languages are not random: a mean is over these languages; the interval “for languages like these” counts them, too. Where a metric has no score of an item, an interval is over seeds only, and says so.`,
    ],
    [
      'p and verdict',
      `p is the level at which the interval touches 0, corrected by Holm’s method over the contrasts of a target: the declared ones by themselves, the exploratory ones by themselves. Helps or hurts: corrected p below 0.05; no effect beyond the margin: the interval lies within ± ${settings.margin} ${settings.margin === 1 ? 'point' : 'points'}; unclear otherwise; below three seeds nothing is said to help or hurt.`,
    ],
    [
      'P(better)',
      'Probability that the true difference is an improvement: the posterior under a flat prior, one minus the one-sided p.',
    ],
    [
      'Detectable effect',
      'The smallest true difference that this study finds with 80 % probability, from its own variance components.',
    ],
    [
      'Best intermediate task',
      'Chosen by target test labels, so its own estimate is flattered. The simultaneous interval and bound hold for all that were compared at once (max-t); the cross-fitted value chooses on some seeds and items and scores on the others, and has no interval of its own. Placebos do not compete. Beside it stands what English development rows would choose.',
    ],
    [
      'Shot-equivalent',
      `Gains over zero-shot against the logarithm of the number of examples, made rising by isotonic regression from 0 at none; the intermediate’s gain is looked up on them. Probabilities from ${draws} draws of joint errors; a number is given where it lies between the measured ones with at least 80 %. None where the intermediate’s interval is not above 0, or where the curve falls significantly.`,
    ],
    [
      'Shrunken gain',
      'A language’s gain drawn towards the mean over languages, as far as their differences are noise. τ is the standard deviation of the true gains between languages (restricted maximum likelihood).',
    ],
    ...(study.arms.some(({ translated }) => translated) && !isOfOthers(study) ? [translation] : []),
    ...(study.described && study.described.length > 0
      ? [['Intermediate tasks', study.described.map(({ name, made }) => `${name}: ${made}.`).join(' ')] as const]
      : []),
    [
      'Training',
      `Model ${study.models.join(', ')}; recipe ${study.recipe}; order of examples ${study.order}; seeds ${study.seeds.join(', ')};${drawsIn(study)} data from ${study.source}; backend ${study.backend}.`,
    ],
    ...(isOfOthers(study) ? [] : [longInputs]),
    ['Random numbers', `Statistics use seed ${settings.seed}: the same results give the same report.`],
  ];
}

const longInputs: Entry = [
  'Long inputs',
  'Handled as the benchmarks’ scripts do: pairs are truncated longest first; contexts of questions become windows, and an answer is taken from the window that shows most around its start; sentences to be tagged are split between words, and no tag is lost.',
];

/** How many draws of shots there are; nothing where no arm has any. */
function drawsIn({ arms, buckets }: Analysed['study']): string {
  if (!arms.some(({ shots }) => shots)) return '';
  return ` ${buckets === 1 ? 'one draw' : `${buckets} draws`} of shots;`;
}

/** Where the study differs from the published protocols that it follows. */
export function deviationsOf({ study, clipped = [] }: Analysed): Entry[] {
  const shots: Entry = [
    'Examples of the language',
    'A number of shots is the number of rows in all, drawn by class in the shares of the labels and nested (the first 10 of a draw’s 100 are its 10). Zhao et al. (2021) draw so many of each class and stop early on development rows of the language; no labels of the language beyond the shots are used here.',
  ];
  const oneDraw: Entry = [
    'One draw',
    'The study has one draw of shots: intervals leave out what other examples would give.',
  ];
  const hasShots = study.arms.some((arm) => arm.shots);
  return [
    ...(hasShots && !isOfOthers(study) ? [shots] : []),
    ...(hasShots && study.buckets === 1 ? [oneDraw] : []),
    ...(clipped.length > 0 ? [['Maximum length', clipped.map(clippedInWords).join(' ')] as const] : []),
  ];
}

const translation: Entry = [
  'Translation',
  'Translate-train has one model for each language, trained on machine translations of the English training data, alone or with the English rows beside them, and selected on English development data. Translate-test has the model that was trained in English read the test in English. The answer of a question is found again in the translation of its sentence; where it is not there exactly once, a training row is left out, and a test item stays and counts as wrong, so that every condition has the same items. Both are counted under “Skipped rows”.',
];

const clippedInWords = ({ maxLength, longest, tasks }: Clipped): string =>
  `The model has positions for ${longest} tokens: the recipe’s maximum length of ${maxLength} for ${tasks.join(', ')} is taken as ${longest}.`;
