import { grouped } from '@stopover/statistics';
import type { Interaction } from '../analysis/analysed.ts';
import type { GroupView } from '../page/group-view.ts';
import { counted, probability, score, withInterval } from '../page/words.ts';
import { domainOf, plainTick, type StripChart, type StripRow } from './strip-chart.ts';

/** Examples without and with an intermediate in front, a pair of marks each. Null without any. */
export function bothChart(group: GroupView): StripChart | null {
  const { interactions } = group;
  if (interactions.length === 0) return null;
  const several = new Set(interactions.map(({ arm }) => arm)).size > 1;
  const groups = [
    ...grouped(interactions, ({ intermediate, arm }) => (several ? `${intermediate} (${arm})` : intermediate)),
  ].map(([title, own]) => ({ title, rows: own.map(rowOf) }));
  const metric = group.summary?.metric ?? 'score';
  return {
    name: `both-${group.slug}`,
    title: `${group.title}: examples without → with an intermediate task (${metric})`,
    alt: `${metric} on ${group.title}. ${interactions.map(inWords).join('; ')}.`,
    axis: `${metric}, mean over languages`,
    columns: ['Without → with', 'Interaction [95 %]', 'p'],
    domain: domainOf(groups.flatMap(({ rows }) => rows)),
    zero: null,
    zone: null,
    groups,
    key: '○ the examples alone, ● the same after the intermediate task. The interaction is what the intermediate task adds here beyond what it adds without examples, in points: below 0 the two do not add up. Intervals are not adjusted.',
    data: {
      columns: ['intermediate', 'arm', 'shots', 'without', 'with', 'interaction', 'low', 'high', 'p'],
      rows: interactions.map((one) => [
        ...[one.intermediate, one.arm, one.shots, one.without, one.with, one.estimate],
        ...[one.interval?.[0] ?? null, one.interval?.[1] ?? null, one.p],
      ]),
    },
    format: plainTick,
  };
}

const rowOf = (one: Interaction): StripRow => ({
  label: counted(one.shots, 'example'),
  marks: [
    { kind: 'interval', low: Math.min(one.without, one.with), high: Math.max(one.without, one.with), color: 'stop' },
    { kind: 'point', at: one.without, color: 'shots', filled: false },
    { kind: 'point', at: one.with, color: 'stop', filled: true },
  ],
  cells: [
    { text: `${score(one.without)} → ${score(one.with)}` },
    { text: withInterval(one.estimate, one.interval) },
    { text: probability(one.p) },
  ],
});

const inWords = (one: Interaction): string =>
  `${one.intermediate}, ${counted(one.shots, 'example')}: ${score(one.without)} without, ${score(one.with)} with, interaction ${withInterval(one.estimate, one.interval)}`;
