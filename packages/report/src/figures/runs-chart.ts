import { grouped, mean } from '@stopover/statistics';
import type { RunDot } from '../analysis/analysed.ts';
import type { GroupView } from '../page/group-view.ts';
import { counted, score } from '../page/words.ts';
import type { Mark } from './marks.ts';
import { domainOf, plainTick, type StripChart, type StripRow } from './strip-chart.ts';

/** Every run of a target as a dot, beside the score of guessing. Null without runs. */
export function runsChart(group: GroupView): StripChart | null {
  const runs = group.runs.filter(({ score: value }) => Number.isFinite(value));
  if (runs.length === 0) return null;
  const rows = [...grouped(runs, ({ condition }) => condition.name)].map(([name, own]) => rowOf(name, own));
  const metric = group.summary?.metric ?? 'score';
  return {
    name: `runs-${group.slug}`,
    title: `${group.title}: every run (${metric})`,
    alt: `${metric} on ${group.title}. ${rows.map(({ label, cells }) => `${label}: ${cells.map(({ text }) => text).join(', ')}`).join('; ')}.`,
    axis: metric,
    columns: ['Lowest to highest', 'Flagged'],
    domain: domainOf(rows),
    zero: null,
    zone: null,
    groups: [{ title: '', rows }],
    key: 'A dot is one model in one language. × is flagged: not above chance, one answer nearly always, or a loss that did not fall. Dashed: chance, the mean over languages.',
    data: {
      columns: ['condition', 'language', 'seed', 'bucket', 'score', 'chance', 'flags'],
      rows: runs.map((run) => [
        ...[run.condition.name, run.language, run.seed, run.bucket, run.score, run.chance],
        run.flags.join('; '),
      ]),
    },
    format: plainTick,
  };
}

function rowOf(label: string, runs: readonly RunDot[]): StripRow {
  const scores = runs.map((run) => run.score);
  const flagged = runs.filter(({ flags }) => flags.length > 0).length;
  const guesses = runs.flatMap(({ chance }) => chance ?? []);
  return {
    label,
    marks: [
      ...(guesses.length > 0 ? [{ kind: 'rule', at: mean(guesses) } as const] : []),
      ...runs.map(
        (run): Mark =>
          run.flags.length > 0
            ? { kind: 'cross', at: run.score, color: 'shots' }
            : { kind: 'dot', at: run.score, color: 'stop' },
      ),
    ],
    cells: [
      { text: `${score(Math.min(...scores))} to ${score(Math.max(...scores))}` },
      { text: flagged === 0 ? 'none' : `${flagged} of ${counted(runs.length, 'run')}` },
    ],
  };
}
