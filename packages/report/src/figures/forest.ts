import type { BestChoice, EffectRow, ScoreRow } from '../analysis/analysed.ts';
import { type AveragedOver, commonOver, countsInWords, leadingRow, otherOver } from '../analysis/averaged-over.ts';
import { groupName } from '../analysis/group-name.ts';
import {
  dagger,
  explorerLink,
  type GroupView,
  isAwayFromZero,
  macroEffects,
  type ReportView,
  toneOf,
} from '../page/group-view.ts';
import { certainty, counted, score, signed, withInterval } from '../page/words.ts';
import type { Mark } from './marks.ts';
import type { Role } from './palette.ts';
import { domainOf, type StripChart, type StripGroup, type StripRow } from './strip-chart.ts';

/** Gains over the baseline of every target: intermediates with their placebos, examples, and other arms. Null without any. */
export function forestChart({ analysis, groups, declared }: ReportView): StripChart | null {
  const { margin, confidence } = analysis.settings;
  const placebos = analysis.study.placebos ?? {};
  const parts = groups.flatMap((group) => {
    const rows = shownIn(group, placebos);
    return rows.length > 0 ? [{ group, effects: rows }] : [];
  });
  if (parts.length === 0) return null;
  const shown = parts.map(({ group, effects }) => groupOf(group, effects, declared));
  const all = parts.flatMap(({ effects }) => effects);
  return {
    name: 'forest',
    title: all.every(({ againstRole }) => againstRole === 'baseline')
      ? 'Gain over zero-shot, points (mean over languages)'
      : 'Gain in points (mean over languages): over zero-shot, unless a row names what it is taken from',
    alt: `Gain in points with ${100 * confidence} % interval. ${all.map(inWords).join('; ')}.`,
    axis: 'points',
    columns: ['Gain [95 %]', 'P(better)', 'Verdict'],
    domain: domainOf(
      shown.flatMap(({ rows }) => rows),
      [-margin, margin],
    ),
    zero: 0,
    zone: [-margin, margin],
    groups: shown,
    key: keyOf(all, margin, declared),
    data: dataOf(all),
  };
}

/** In the order of the page: intermediates, each with its placebo and the difference of the two below it, then examples, then what else is without shots. */
function shownIn(group: GroupView, placebos: Readonly<Record<string, string>>): readonly EffectRow[] {
  const macro = macroEffects(group);
  const toBaseline = macro.filter(({ againstRole }) => againstRole === 'baseline');
  const of = (role: EffectRow['role']) => toBaseline.filter((row) => row.role === role);
  const stops = of('intermediate');
  const isPlacebo = ({ condition }: EffectRow) => condition.intermediate in placebos;
  const withPlacebos = stops
    .filter((row) => !isPlacebo(row))
    .flatMap((row) => [
      row,
      ...stops.filter(({ condition }) => placebos[condition.intermediate] === row.condition.intermediate),
      // What is left when the placebo's gain is taken away: the task itself.
      ...macro.filter(
        ({ condition, against }) =>
          condition.name === row.condition.name && placebos[against.intermediate] === row.condition.intermediate,
      ),
    ]);
  const rest = stops.filter((row) => !withPlacebos.includes(row));
  const others = of('other').filter(({ condition, primary }) => condition.shots === 0 || primary);
  const declared = macro.filter(({ againstRole, primary }) => againstRole !== 'baseline' && primary);
  return [...new Set([...withPlacebos, ...rest, ...of('shots'), ...others, ...declared])];
}

function groupOf(group: GroupView, effects: readonly EffectRow[], declared: boolean): StripGroup {
  const lastStop = effects.findLastIndex(
    ({ role, againstRole }) => role === 'intermediate' && againstRole === 'baseline',
  );
  const alone = leadingRow(group.scores.filter(({ role, language }) => role === 'baseline' && language === null));
  const over = commonOver(alone?.languages ?? effects[0]?.languages ?? [], effects);
  const rows = effects.flatMap((effect, i) => [
    effectRow(group, effect, { declared, over }),
    ...(i === lastStop ? group.best.flatMap((best) => bestRows(group, best)) : []),
  ]);
  const level = alone ? levelOf(alone, group, over) : 'no result of zero-shot';
  return { title: group.title, note: `${level}; ${overOf(over)}`, rows };
}

/** Zero-shot is often one model beside several seeds of the others. */
function levelOf({ mean, seeds }: ScoreRow, { summary }: GroupView, over: AveragedOver): string {
  const own = seeds === over.seeds ? '' : `, ${counted(seeds, 'seed')}`;
  const chance = summary?.chance == null ? '' : ` (chance ${score(summary.chance)})`;
  return `zero-shot ${score(mean)}${own}${chance}`;
}

/** What every row is over that says nothing else. */
const overOf = (over: AveragedOver): string => [over.languages.join(', '), ...countsInWords(over)].join('; ');

function effectRow(
  group: GroupView,
  effect: EffectRow,
  { declared, over }: { readonly declared: boolean; readonly over: AveragedOver },
): StripRow {
  const { condition, against, againstRole, role, estimate, interval, bySeed, byLanguage, verdict, flags } = effect;
  const color = roleColor(effect);
  const placebo = flags.includes('placebo');
  const others = otherOver(effect, over);
  const notes = [
    ...(placebo ? ['placebo'] : []),
    ...(declared && effect.primary ? ['primary'] : []),
    ...(againstRole === 'baseline' ? [] : [`minus ${against.name}`]),
    ...(flags.includes('degenerate runs') ? ['degenerate runs'] : []),
    ...(flags.includes('near the floor') ? ['near the floor'] : []),
    ...(flags.includes('failed runs') ? ['runs missing'] : []),
    ...(flags.includes('one draw') && over.buckets === 1 ? ['one draw'] : []),
    ...(others === '' ? [] : [`over ${others}`]),
  ];
  const marks: readonly Mark[] = [
    ...byLanguage.map(({ value }): Mark => ({ kind: 'tick', at: value })),
    ...bySeed.map(({ value }): Mark => ({ kind: 'seed', at: value, color })),
    ...(interval ? [{ kind: 'interval', low: interval[0], high: interval[1], color } as const] : []),
    {
      kind: 'point',
      at: estimate,
      color,
      filled: isAwayFromZero(interval),
      shape: role === 'shots' ? 'square' : 'circle',
    },
  ];
  return {
    label: `${condition.name}${dagger(effect)}`,
    note: notes.join(', '),
    ...(group.hasItems && { href: explorerLink(group, effect) }),
    marks,
    minor: placebo,
    cells: [
      { text: withInterval(estimate, interval) },
      { text: certainty(effect.pPositive) },
      { text: verdict, verdict: toneOf(verdict) },
    ],
  };
}

/** Intermediates, examples and placebos each have their colour, and a mark of their own. */
function roleColor({ role, flags }: Pick<EffectRow, 'role' | 'flags'>): Role {
  if (flags.includes('placebo')) return 'placebo';
  if (role === 'intermediate') return 'stop';
  return role === 'shots' ? 'shots' : 'joint';
}

/** What the choice of the best is worth, and the choice that English development rows would make. */
function bestRows({ upwards }: GroupView, best: BestChoice): StripRow[] {
  if (best.compared < 2) return [];
  const { bound, crossFitted, byDevelopment } = best;
  const filled = toneOf(best.verdict) !== undefined;
  const worth = [
    ...(crossFitted === null ? [] : [signed(crossFitted)]),
    ...(bound === null ? [] : [`at ${upwards > 0 ? 'least' : 'most'} ${signed(bound)}`]),
  ];
  const chosen: StripRow = {
    label: `best of ${best.compared}: ${best.intermediate}`,
    note: `${crossFitted === null ? '' : 'cross-fitted; '}chosen by target test labels`,
    marks: [
      ...(bound === null ? [] : [{ kind: 'bound', at: bound, upwards: upwards > 0, color: 'stop' } as const]),
      ...(crossFitted === null
        ? []
        : [{ kind: 'point', at: crossFitted, color: 'stop', filled, shape: 'diamond' } as const]),
    ],
    cells: [
      { text: worth.length > 0 ? worth.join(', ') : '–' },
      { text: '–' },
      { text: best.verdict, verdict: toneOf(best.verdict) },
    ],
  };
  if (!byDevelopment) return [chosen];
  const { intermediate, estimate, interval } = byDevelopment;
  const plain: StripRow = {
    label: `chosen in English: ${intermediate}`,
    note: 'by English development rows',
    marks: [
      ...(interval
        ? [{ kind: 'interval', low: interval[0], high: interval[1], color: 'stop', thin: true } as const]
        : []),
      { kind: 'point', at: estimate, color: 'stop', filled: isAwayFromZero(interval), shape: 'diamond' },
    ],
    cells: [{ text: withInterval(estimate, interval) }, { text: '–' }, { text: '' }],
  };
  return [chosen, plain];
}

function keyOf(effects: readonly EffectRow[], margin: number, declared: boolean): string {
  const has = (flag: EffectRow['flags'][number]) => effects.some(({ flags }) => flags.includes(flag));
  return [
    '● ■ the interval leaves out 0, ○ □ it does not; circles: intermediate tasks, squares: target-language examples, ◇ ◆ a choice among several, ⊢→ its simultaneous bound.',
    `Small circles below: each seed. Short lines above: each language. Shaded: differences of at most ${margin} ${margin === 1 ? 'point' : 'points'}, the margin.`,
    ...(has('shares data') ? ['† shares training rows or texts with the target.'] : []),
    'Intervals are 95 %, by variance components with t quantiles, not adjusted for the number of rows; verdicts are adjusted, by Holm’s method within a target.',
    declared
      ? 'Rows marked primary were declared before anything ran; all others are exploratory.'
      : 'No contrast was declared before the study ran: all are exploratory.',
  ].join(' ');
}

const inWords = (effect: EffectRow): string =>
  `${groupName(effect)}, ${effect.condition.name} minus ${effect.against.name}: ${withInterval(effect.estimate, effect.interval)}, ${effect.verdict}`;

const dataOf = (effects: readonly EffectRow[]) => ({
  columns: [
    'target',
    'training',
    'model',
    'condition',
    'against',
    'estimate',
    'low',
    'high',
    'p_positive',
    'verdict',
    'seeds',
    'languages',
    'flags',
  ],
  rows: effects.map((one) => [
    ...[one.target, one.training, one.model, one.condition.name, one.against.name, one.estimate],
    ...[one.interval?.[0] ?? null, one.interval?.[1] ?? null, one.pPositive, one.verdict],
    ...[
      one.bySeed.map(({ seed, value }) => `${seed}: ${value}`).join('; '),
      one.byLanguage.map(({ language, value }) => `${language}: ${value}`).join('; '),
      one.flags.join('; '),
    ],
  ]),
});
