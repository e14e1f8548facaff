import type { Results } from '@stopover/study';
import type { Difference, GroupName, Row, ShotEquivalent, TargetAnswer, Verdict } from './analysis.ts';
import { type Group, groupName } from './conditions.ts';
import { counted, equivalentInWords, interval, score, signed } from './words.ts';

/** Answers the study's question for one target, with the best intermediate by its score. */
export function answerOf(group: Group, rows: readonly Row[], equivalents: readonly ShotEquivalent[]): TargetAnswer {
  const name = { target: group.target.name, training: group.training };
  const upwards = group.target.range[1] >= group.target.range[0] ? 1 : -1;
  const macro = rows.filter((row) => row.language === null);
  const stops = macro.filter((row) => row.arm === 'intermediate' && row.toZeroShot);
  const worth = (row: Row) => upwards * (row.toZeroShot?.value ?? Number.NaN);
  const best = [...stops].sort((a, b) => worth(b) - worth(a))[0];
  const direct = macro.filter((row) => row.arm === 'target-shots' && row.toZeroShot).at(-1);
  const parts = {
    ...name,
    languages: best?.languages ?? direct?.languages ?? 0,
    directLanguages: direct?.languages ?? null,
    seeds: group.seeds.length,
    compared: stops.length,
    intermediate: best?.intermediate ?? null,
    stopover: best?.toZeroShot ?? null,
    shots: direct?.shots ?? null,
    direct: direct?.toZeroShot ?? null,
    directVerdict: verdictOf(direct?.toZeroShot ?? null, upwards),
    equivalent: equivalents.find(({ intermediate }) => intermediate === best?.intermediate) ?? null,
  };
  const verdict = verdictOf(parts.stopover, upwards);
  const compared = parts.stopover !== null || parts.direct !== null;
  const text = compared ? sentence({ ...parts, verdict }) : uncompared(parts, macro);
  return { ...parts, verdict, text };
}

/** True where the metric does not decompose into items, so that the interval knows nothing of them. */
export const overSeedsOnly = ({ interval: ends, sources }: Difference): boolean => ends !== null && !sources.items;

/**
 * Whether an interval leaves 0 out, and on which side. An interval that knows nothing of the test items decides nothing
 * before there are three seeds: two that happen to agree make it narrow.
 */
export function verdictOf(difference: Difference | null, upwards = 1): Verdict {
  if (!difference) return 'no result';
  if (!difference.interval || (!difference.sources.items && difference.seeds < 3)) return 'unclear';
  const [low, high] = difference.interval;
  if (low <= 0 && high >= 0) return 'unclear';
  return upwards * low > 0 ? 'helps' : 'hurts';
}

function sentence(answer: Omit<TargetAnswer, 'text'>): string {
  const { stopover, direct, shots, intermediate, compared, equivalent } = answer;
  const among = `macro average over ${counted(answer.languages, 'language')}, ${counted(answer.seeds, 'seed')}`;
  const start = `On ${groupName(answer)} (${among}), `;
  const which = compared > 1 ? `the best of ${compared} stopovers, ${intermediate},` : `a stopover on ${intermediate}`;
  const aStop = stopover && `${which} is worth ${worth(stopover, ' over zero-shot')}`;
  const examples = shots === null ? '' : counted(shots, 'target-language example');
  const isOrAre = shots === 1 ? 'is' : 'are';
  const fewer =
    answer.directLanguages !== answer.languages ? ` over ${counted(answer.directLanguages ?? 0, 'language')}` : '';
  const going = direct && `${examples} ${isOrAre} worth ${worth(direct, aStop ? fewer : ` over zero-shot`)}`;
  if (!aStop) return `${start}there is no result of a stopover; ${going}.`;
  const end = equivalent ? `: the stopover equals ${equivalentInWords(equivalent)}` : '';
  return `${start}${aStop}${going ? `; ${going}${end}` : ''}.`;
}

/** What there is to say where nothing stands beside zero-shot. */
function uncompared(name: GroupName, macro: readonly Row[]): string {
  const alone = macro.find(({ arm, mean }) => arm === 'zero-shot' && mean !== null);
  if (!alone || alone.mean === null) return `On ${groupName(name)} there is no result of zero-shot to compare with.`;
  const among = `macro average over ${counted(alone.languages, 'language')}, ${counted(alone.seeds, 'seed')}`;
  const alone95 = `${score(alone.mean)}${alone.interval ? ` ${interval(alone.interval)}` : ''}`;
  return `On ${groupName(name)} (${among}), zero-shot scores ${alone95}; no result stands beside it.`;
}

function worth(difference: Difference, over: string): string {
  const { value, interval: ends, unpaired, seeds } = difference;
  const rough = overSeedsOnly(difference)
    ? ` (an interval over ${counted(seeds, 'seed')} only, not over test items)`
    : '';
  const unsure = ends && ends[0] <= 0 && ends[1] >= 0 ? ' (not distinguishable from 0)' : '';
  const left = unpaired > 0 ? ` (${counted(unpaired, 'run')} without a partner left out)` : '';
  return `${signed(value)} points${ends ? ` ${interval(ends)}` : ''}${over}${ends ? rough || unsure : ' (no interval)'}${left}`;
}

/** The answer in one sentence over all targets. */
export function headline(answers: readonly TargetAnswer[], { study }: Results): string {
  const [only, ...others] = answers;
  if (!only) return `The study ${study.name} has no result yet.`;
  if (others.length === 0) return only.text;
  if (answers.every(({ stopover, direct }) => stopover === null && direct === null))
    return `Nothing is compared with zero-shot on any of the ${answers.length} targets of ${study.name}.`;
  const count = (verdict: Verdict) => answers.filter((answer) => answer.verdict === verdict).length;
  const parts = [
    `a stopover helps on ${count('helps')} of ${answers.length} targets`,
    count('hurts') > 0 ? `hurts on ${count('hurts')}` : '',
    count('unclear') > 0 ? `makes no difference that can be told from 0 on ${count('unclear')}` : '',
    count('no result') > 0 ? `has no result on ${count('no result')}` : '',
  ].filter((part) => part !== '');
  const direct = answers.filter(({ direct }) => direct !== null);
  const shots = [...new Set(direct.flatMap(({ shots }) => shots ?? []))];
  const helped = direct.filter(({ directVerdict }) => directVerdict === 'helps').length;
  const going =
    direct.length > 0
      ? `; ${shots.length === 1 ? counted(shots[0] ?? 0, 'target-language example') : 'target-language examples'} ${shots[0] === 1 && shots.length === 1 ? 'helps' : 'help'} on ${helped} of ${direct.length}`
      : '';
  return `Taking the best intermediate of each target, ${parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : parts[0]}${going}.`;
}
