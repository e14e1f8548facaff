import type { Results, TargetSummary } from '@stopover/study';
import type { Analysed, EffectRow } from '../analysis/analysed.ts';
import { cellsOf, type GroupName, groupName } from '../analysis/group-name.ts';

/** One target under one training, with all that an analysis has of it: a part of every section. */
export interface GroupView
  extends GroupName,
    Pick<
      Analysed,
      | 'scores'
      | 'effects'
      | 'best'
      | 'curves'
      | 'equivalents'
      | 'interactions'
      | 'spreads'
      | 'runs'
      | 'power'
      | 'checkpoints'
    > {
  readonly title: string;
  /** For names of files and places in the page; no two are alike. */
  readonly slug: string;
  readonly summary: TargetSummary | null;
  /** 1 where a larger score is a better one, −1 otherwise. */
  readonly upwards: 1 | -1;
  readonly lines: Analysed['answer']['lines'];
  /** Whether any item of it has a score of its own, for the item explorer. */
  readonly hasItems: boolean;
}

/** What every part of the page reads. */
export interface ReportView {
  readonly analysis: Analysed;
  readonly results: Results;
  readonly groups: readonly GroupView[];
  /** Whether the study declared contrasts before it ran. */
  readonly declared: boolean;
}

/** An analysis by its targets. */
export function viewOf(analysis: Analysed, results: Results): ReportView {
  const named = new Map(analysis.scores.map((row) => [groupName(row), row]));
  const taken = new Set<string>();
  const groups = [...named].map(([title, { target, training, model }]): GroupView => {
    const own = <T extends GroupName>(rows: readonly T[]) => rows.filter((row) => groupName(row) === title);
    const summary = analysis.targets.find(({ name }) => name === target) ?? null;
    return {
      ...{ target, training, model, title, summary },
      slug: slugOf(title, taken),
      upwards: summary && summary.range[1] < summary.range[0] ? -1 : 1,
      scores: own(analysis.scores),
      effects: own(analysis.effects),
      best: own(analysis.best),
      curves: own(analysis.curves),
      equivalents: own(analysis.equivalents),
      interactions: own(analysis.interactions),
      spreads: own(analysis.spreads),
      runs: own(analysis.runs),
      power: own(analysis.power),
      checkpoints: own(analysis.checkpoints),
      lines: own(analysis.answer.lines),
      hasItems: cellsOf({ target, training, model }, results).some(({ items }) => items !== null),
    };
  });
  return { analysis, results, groups, declared: analysis.answer.lines.some((line) => line.declared) };
}

function slugOf(title: string, taken: Set<string>): string {
  const plain =
    title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'target';
  let slug = plain;
  for (let i = 2; taken.has(slug); i++) slug = `${plain}-${i}`;
  taken.add(slug);
  return slug;
}

/** The effects over all languages. */
export const macroEffects = ({ effects }: GroupView): readonly EffectRow[] =>
  effects.filter(({ language }) => language === null);

/** `†` after the name of what shares data with the target. */
export const dagger = ({ flags }: Pick<EffectRow, 'flags'>): string => (flags.includes('shares data') ? ' †' : '');

/** Whether an interval leaves 0 out: what a filled mark says. */
export const isAwayFromZero = (ends: readonly [number, number] | null): boolean =>
  ends !== null && (ends[0] > 0 || ends[1] < 0);

/** `helps` and `hurts` for the colour of a word; others have none. */
export const toneOf = (verdict: EffectRow['verdict']): 'helps' | 'hurts' | undefined =>
  verdict === 'helps' || verdict === 'hurts' ? verdict : undefined;

/** Where the item explorer shows a target, under the English training and of the model that are meant, and there a row. */
export const explorerLink = (
  group: GroupName,
  row?: { readonly condition: { readonly name: string }; readonly against: { readonly name: string } },
): string => {
  const sides = row && { condition: row.condition.name, against: row.against.name };
  return `items.html#${new URLSearchParams({ group: groupName(group), ...sides })}`;
};
