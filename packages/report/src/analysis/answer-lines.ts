import type { EffectVerdict } from '@stopover/statistics';
import type { Results } from '@stopover/study';
import { isAwayFromZero } from '../page/group-view.ts';
import { certainty, counted, interval, isPlural, score, signed } from '../page/words.ts';
import type { AnswerLine, BestChoice, EffectRow, RunDot, ScoreRow, ShotEquivalent } from './analysed.ts';
import { sideInWords, type UndoneContrast } from './asked-pairs.ts';
import { meanOver } from './averaged-over.ts';
import { equivalentText } from './equivalent-text.ts';
import { type GroupName, groupName } from './group-name.ts';

/** What the sentences of one target are made of. */
export interface AnswerParts {
  readonly name: GroupName;
  readonly scores: readonly ScoreRow[];
  readonly effects: readonly EffectRow[];
  /** Declared, and not among the effects. */
  readonly undone: readonly UndoneContrast[];
  readonly best: BestChoice | null;
  readonly equivalents: readonly ShotEquivalent[];
  readonly runs: readonly RunDot[];
}

const verdicts: Readonly<Record<EffectVerdict, string>> = {
  helps: 'it helps',
  hurts: 'it hurts',
  'no effect beyond the margin': 'no effect beyond the margin',
  unclear: 'it cannot be told from 0',
  'too few seeds': 'too few seeds to say whether it helps',
};

/** The same of several things: `100 shots`. */
const verdictsOfSeveral: typeof verdicts = {
  helps: 'they help',
  hurts: 'they hurt',
  'no effect beyond the margin': 'no effect beyond the margin',
  unclear: 'the gain cannot be told from 0',
  'too few seeds': 'too few seeds to say whether they help',
};

/**
 * The answer for one target: a sentence for each contrast that was declared; without the result of any, the best
 * intermediate, corrected for having been chosen, and the largest number of examples; without these, each of the study's
 * other arms.
 */
export function answerLines(parts: AnswerParts): AnswerLine[] {
  const primary = parts.effects.filter((row) => row.language === null && row.primary);
  return [
    ...(primary.length > 0
      ? primary.map((effect) => lineOf(parts, effect, sentenceOf(effect, equivalentOf(effect, parts))))
      : foundLines(parts)),
    ...parts.undone.map((one) => undoneLine(parts.name, one)),
  ];
}

/** Lines for declared contrasts of a target or an English training of which there is not one line. */
export const linesOfOthers = (lines: readonly AnswerLine[], { primary = [] }: Results['study']): AnswerLine[] =>
  primary
    .filter(
      ({ target, training }) =>
        !lines.some((one) => one.target === target && (training === undefined || one.training === training)),
    )
    .map(({ target, training = '', against, ...side }) =>
      undoneLine({ target, training, model: null }, { condition: sideInWords(side), against: sideInWords(against) }),
    );

const undoneLine = (name: GroupName, { condition, against }: UndoneContrast): AnswerLine => ({
  ...name,
  ...{ effect: null, declared: true, verdict: null },
  text: `On ${groupName(name)}, ${condition} minus ${against} was declared and has no result yet.`,
  badges: ['declared'],
});

const lineOf = (
  parts: AnswerParts,
  effect: EffectRow | null,
  text: string,
  verdict = effect?.verdict ?? null,
): AnswerLine => ({
  ...parts.name,
  effect,
  declared: effect?.primary ?? false,
  verdict,
  text,
  badges: badgesOf(effect, parts),
});

/** What was found on a target without the result of a declared contrast. */
function foundLines(parts: AnswerParts): AnswerLine[] {
  const { effects, best } = parts;
  const macro = effects.filter(({ language }) => language === null);
  const stop = macro.find(
    (row) =>
      row.role === 'intermediate' &&
      row.againstRole === 'baseline' &&
      row.condition.intermediate === best?.intermediate,
  );
  const direct = macro
    .filter((row) => row.role === 'shots' && row.againstRole === 'baseline')
    .sort((a, b) => a.condition.shots - b.condition.shots)
    .at(-1);
  const lines = [
    ...(stop && best
      ? [lineOf(parts, stop, bestSentence(stop, best, equivalentOf(stop, parts)), verdictOfBest(stop, best))]
      : []),
    ...(direct ? [lineOf(parts, direct, sentenceOf(direct, null))] : []),
  ];
  if (lines.length > 0) return lines;
  const others = macro.filter((row) => row.againstRole === 'baseline');
  return others.length > 0
    ? others.map((effect) => lineOf(parts, effect, sentenceOf(effect, null)))
    : [lineOf(parts, null, uncompared(parts))];
}

const startOf = (effect: EffectRow): string => {
  const seeds = effect.seeds === 0 ? '' : `, ${counted(effect.seeds, 'seed')}`;
  return `On ${groupName(effect)} (${meanOver(effect.languages)}${seeds})`;
};

/** `+1.0 points [−0.4, 2.4] over zero-shot (P(better) 0.91; detectable effect 2.0 points)`. */
function worth({ estimate, interval: ends, pPositive, mde, against }: EffectRow): string {
  const facts = [
    ...(pPositive === null ? [] : [`P(better) ${certainty(pPositive)}`]),
    ...(mde === null ? [] : [`detectable effect ${score(mde)} points`]),
  ];
  const around = ends ? ` ${interval(ends)}` : ' (no interval)';
  return `${signed(estimate)} points${around} over ${against.name}${facts.length > 0 ? ` (${facts.join('; ')})` : ''}`;
}

/** An interval that leaves 0 out beside a verdict that does not: the reader is told why. */
function verdictText({ condition, verdict, interval: ends, flags }: EffectRow): string {
  const several = isPlural(condition.name);
  if (verdict === 'unclear' && isAwayFromZero(ends))
    return `corrected for the number of comparisons, ${several ? 'the gain' : 'it'} cannot be told from 0`;
  // Nobody shall read as equality that neither side can do the task.
  return verdict === 'no effect beyond the margin' && flags.includes('near the floor')
    ? 'no effect beyond the margin, but both sides score hardly above guessing, where there is none to be seen'
    : (several ? verdictsOfSeveral : verdicts)[verdict];
}

function sentenceOf(effect: EffectRow, equivalent: ShotEquivalent | null): string {
  const end = equivalent ? ` ${equivalentText(equivalent)}` : '';
  return `${startOf(effect)}, ${effect.condition.name} ${isPlural(effect.condition.name) ? 'are' : 'is'} worth ${worth(effect)}: ${verdictText(effect)}.${end}`;
}

/** Of one intermediate alone nothing was chosen. */
const verdictOfBest = (effect: EffectRow, best: BestChoice): EffectVerdict =>
  best.compared === 1 ? effect.verdict : best.verdict;

function bestSentence(effect: EffectRow, best: BestChoice, equivalent: ShotEquivalent | null): string {
  const without = leftOutText(best);
  if (best.compared === 1) return `${sentenceOf(effect, equivalent)}${without}`;
  const corrected = best.interval ? `; corrected for the choice ${interval(best.interval)}` : '';
  const fitted = best.crossFitted === null ? '' : `, cross-fitted ${signed(best.crossFitted)}`;
  const end = equivalent ? ` ${equivalentText(equivalent)}` : '';
  return `${startOf(effect)}, the best of ${best.compared} intermediate tasks (chosen by target test labels), ${effect.condition.name}, is worth ${worth(effect)}${corrected}${fitted}: ${verdictText({ ...effect, verdict: verdictOfBest(effect, best) })}.${end}${without}`;
}

/** ` Left out of the choice: squad (1 of 5 languages), qqp (2 of 3 seeds).` */
function leftOutText({ leftOut, languages: all, seeds: every }: BestChoice): string {
  if (leftOut.length === 0) return '';
  const parts = leftOut.map(({ intermediate, languages, seeds }) => {
    const has = [
      ...(languages.length < all.length ? [`${languages.length} of ${counted(all.length, 'language')}`] : []),
      ...(seeds < every ? [`${seeds} of ${counted(every, 'seed')}`] : []),
    ];
    return `${intermediate} (${has.join(', ')})`;
  });
  return ` Left out of the choice: ${parts.join(', ')}.`;
}

/** Of the intermediate of an effect, over all languages, on the first curve. */
const equivalentOf = (effect: EffectRow, { equivalents }: AnswerParts): ShotEquivalent | null =>
  effect.role === 'intermediate' && effect.againstRole === 'baseline'
    ? (equivalents.find((one) => one.language === null && one.intermediate === effect.condition.intermediate) ?? null)
    : null;

/** What there is to say where nothing stands beside zero-shot. */
function uncompared({ name, scores }: AnswerParts): string {
  const alone = scores.find(({ role, language, mean }) => role === 'baseline' && language === null && mean !== null);
  if (!alone || alone.mean === null) return `On ${groupName(name)} there is no result of zero-shot to compare with.`;
  const among = `${meanOver(alone.languages)}, ${counted(alone.seeds, 'seed')}`;
  const around = alone.interval ? ` ${interval(alone.interval)}` : '';
  const others = scores.some((one) => one !== alone && one.language === null && one.cells > 0);
  const beside = others ? 'no result has languages, seeds and draws in common with it' : 'no result stands beside it';
  return `On ${groupName(name)} (${among}), ${alone.condition.name} scores ${score(alone.mean)}${around}; ${beside}.`;
}

function badgesOf(effect: EffectRow | null, { runs }: AnswerParts): string[] {
  if (!effect) return [];
  const own = [effect.condition.name, effect.against.name];
  const bad = runs.filter(
    (run) => own.includes(run.condition.name) && effect.languages.includes(run.language) && run.flags.length > 0,
  ).length;
  return [
    ...(effect.seeds > 0 ? [counted(effect.seeds, 'seed')] : []),
    ...(effect.buckets > 0 ? [`${counted(effect.buckets, 'draw')} of shots`] : []),
    ...(bad > 0 ? [counted(bad, 'degenerate run')] : []),
    ...(effect.flags.includes('near the floor') ? ['both sides near the floor'] : []),
    ...(effect.flags.includes('failed runs') ? ['failed or missing runs'] : []),
    ...(effect.leftOut > 0 ? [`${counted(effect.leftOut, 'run')} without a partner left out`] : []),
    ...(effect.flags.includes('shares data') ? ['shares data with the target'] : []),
    ...(effect.flags.includes('seeds only') ? ['interval over seeds only'] : []),
  ];
}

/** The answer in one sentence over all targets. */
export function headlineOf(lines: readonly AnswerLine[], { study }: Results): string {
  const [only, ...others] = lines;
  if (!only) return `The study ${study.name} has no result yet.`;
  if (others.length === 0) return only.text;
  const compared = lines.filter(({ effect }) => effect !== null);
  const declared = lines.filter((line) => line.declared);
  if (compared.length === 0 && declared.length === 0)
    return `Nothing is compared with zero-shot on any target of ${study.name}.`;
  const found = compared.filter((line) => !line.declared);
  // A target without a contrast of its own has a line of what was found in it.
  const beside =
    found.length > 0 ? `; ${told(found, 'the exploratory one', `of ${found.length} exploratory ones`)}` : '';
  if (declared.length > 0)
    return `${told(declared, 'The one declared contrast', `Of ${declared.length} declared contrasts`)}${beside}.`;
  const stops = compared.filter(({ effect }) => effect?.role === 'intermediate');
  const direct = compared.filter(({ effect }) => effect?.role === 'shots');
  const other = compared.filter(({ effect }) => effect?.role === 'other');
  const parts = [
    ...foundOn(stops, 'the best intermediate task', verdicts),
    ...foundOn(direct, 'target-language examples', verdictsOfSeveral),
    ...(other.length > 0
      ? [told(other, 'the other comparison with zero-shot', `of ${other.length} comparisons with zero-shot`)]
      : []),
  ];
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** `the best intermediate task on xnli: it helps`, `the best intermediate task on 3 targets: 2 help, 1 hurts`. */
function foundOn(lines: readonly AnswerLine[], what: string, words: typeof verdicts): string[] {
  const [only, ...others] = lines;
  if (!only) return [];
  if (others.length > 0 || only.verdict === null) return [`${what} on ${targetsOf(lines)}: ${tally(lines)}`];
  return [`${what} on ${groupName(only)}: ${words[only.verdict]}`];
}

/** `The one declared contrast: it helps`, `Of 3 declared contrasts, 2 help, 1 hurts`. */
function told(lines: readonly AnswerLine[], one: string, many: string): string {
  const [only, ...others] = lines;
  if (!only || others.length > 0) return `${many}, ${tally(lines)}`;
  return `${one}: ${only.verdict === null ? 'no result yet' : verdicts[only.verdict]}`;
}

/** `2 targets`; where these stand there several times, how often and why. */
function targetsOf(lines: readonly AnswerLine[]): string {
  const targets = counted(new Set(lines.map(({ effect }) => effect?.target)).size, 'target');
  return targets === counted(lines.length, 'target')
    ? targets
    : `${targets} under ${lines.length} English trainings or models`;
}

/** `2 help, 1 cannot be told from 0, 1 has no result yet`. */
function tally(lines: readonly AnswerLine[]): string {
  const count = (verdict: EffectVerdict) => lines.filter((line) => line.verdict === verdict).length;
  const say = (number: number, one: string, many: string) =>
    number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
  return [
    ...say(count('helps'), 'helps', 'help'),
    ...say(count('hurts'), 'hurts', 'hurt'),
    ...say(count('no effect beyond the margin'), 'has no effect beyond the margin', 'have no effect beyond the margin'),
    ...say(count('unclear'), 'cannot be told from 0', 'cannot be told from 0'),
    ...say(count('too few seeds'), 'has too few seeds', 'have too few seeds'),
    ...say(lines.filter(({ effect }) => !effect).length, 'has no result yet', 'have no result yet'),
  ].join(', ');
}
