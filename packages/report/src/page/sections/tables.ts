import { grouped } from '@stopover/statistics';
import type { EffectRow, ScoreRow } from '../../analysis/analysed.ts';
import { leadingRow, sameLanguages } from '../../analysis/averaged-over.ts';
import { markedLines, otherLanguagesMark } from '../../analysis/marked-lines.ts';
import type { SummaryLine } from '../../analysis/summary-lines.ts';
import { type HeatCell, heatCells, heatKey, heatmapFigure, heatOf } from '../../figures/heatmap.ts';
import { color } from '../../figures/palette.ts';
import { folded } from '../folded.ts';
import { type GroupView, macroEffects, type ReportView, toneOf } from '../group-view.ts';
import { type Html, html } from '../html.ts';
import { figureLinks, type Section } from '../section.ts';
import { number, type TableCell, tableOf, text } from '../table.ts';
import { certainty, interval, probability, score, signed, withInterval } from '../words.ts';

/** One summary, the heatmap, and a table a target that unfolds; everything else is in the files. */
export function tablesSection(view: ReportView): Section {
  const drawn = heatmapFigure(view);
  const heat = heatCells(view);
  return {
    id: 'tables',
    title: 'Tables',
    body: html`<p class="lead">Scores and differences in points, with 95 % intervals; intervals are not adjusted for the number of rows; p-values are, by Holm’s method within a target. Every other number is in <a href="effects.csv">effects.csv</a> and <a href="results.csv">results.csv</a>.</p>
${summaryTable(linesOf(view))}
${drawn && heat.length > 0 ? html`<h3>What each intermediate task is worth on each target</h3>${heatTable(heat)}<p class="key">${heatKey}</p>${figureLinks(drawn)}` : null}
${view.groups.map((group) => folded(`${group.title}: every language and every difference`, targetTables(group)))}`,
    figures: drawn ? [drawn] : [],
  };
}

/** Of several targets only what the question is about: examples after an intermediate are in the tables that unfold. */
function linesOf({ analysis, groups }: ReportView): readonly SummaryLine[] {
  const lines = markedLines(analysis);
  if (groups.length === 1) return lines;
  const both = new Set(
    groups.flatMap(({ title, scores }) =>
      scores
        .filter(({ role, condition }) => role === 'other' && condition.shots > 0)
        .map(({ condition }) => `${title} ${condition.name}`),
    ),
  );
  return lines.filter(({ target, condition }) => !both.has(`${target} ${condition}`));
}

function summaryTable(lines: readonly SummaryLine[]): Html {
  const head = [
    text('Condition'),
    text('Mean over'),
    number('Score [95 %]'),
    number('To zero-shot [95 %]'),
    number('P(better)'),
    number('p'),
    text('Verdict'),
  ];
  const parts = [...grouped(lines, ({ target }) => target)];
  const rows = parts.flatMap(([target, own]) =>
    own.map((line, i) => [
      { value: i === 0 ? html`<b>${target}</b> ${line.condition}` : line.condition, below: line.note },
      text(line.over),
      number(`${line.score} ${line.interval}`.trim()),
      number(`${line.gain} ${line.gainInterval}`.trim(), { style: (line.verdict && toneOf(line.verdict)) ?? '' }),
      number(line.better),
      number(line.p),
      { value: line.verdict ?? '', style: (line.verdict && toneOf(line.verdict)) ?? '' },
    ]),
  );
  const starts = new Set<number>();
  let from = 0;
  for (const [, own] of parts) {
    starts.add(from);
    from += own.length;
  }
  return tableOf({ head, rows, starts: (i) => i > 0 && starts.has(i) }, 'Summary of all conditions');
}

function heatTable(rows: readonly (readonly HeatCell[])[]): Html {
  const groups = rows[0]?.map(({ group }) => group.title) ?? [];
  return tableOf(
    {
      head: [text('Intermediate task'), ...groups.map((title) => number(title))],
      rows: rows.map((row) => [
        text(row[0]?.intermediate ?? ''),
        ...row.map((cell) => {
          const heat = heatOf(cell);
          const share = Math.round(60 * Math.abs(heat));
          const fill =
            heat === 0
              ? ''
              : `background: color-mix(in oklab, ${color(heat > 0 ? 'stop' : 'shots')} ${share}%, ${color('paper')})`;
          return {
            value: html`<span class="heat" style="${fill}">${cell.effect ? signed(cell.effect.estimate) : 'no result'}<small>${interval(cell.effect?.interval ?? null)}</small></span>`,
            style: 'n',
          };
        }),
      ]),
    },
    'Gain of each intermediate task on each target',
  );
}

/** Scores by language, then the differences that the forest plot leaves out. */
function targetTables(group: GroupView): Html {
  const rest = macroEffects(group).filter(({ againstRole }) => againstRole !== 'baseline');
  return html`${scoreTable(group)}${rest.length > 0 ? differencesTable(group, rest) : null}`;
}

function scoreTable({ title, scores, effects }: GroupView): Html {
  const made = scores.filter(({ cells, missing }) => cells > 0 || missing > 0);
  const head = leadingRow(made.filter(({ language }) => language === null));
  const languages = [...new Set(made.flatMap(({ language }) => language ?? []))];
  const gainOf = ({ condition, language }: ScoreRow) =>
    effects.find(
      (one) => one.againstRole === 'baseline' && one.language === language && one.condition.name === condition.name,
    );
  const cell = (row: ScoreRow | undefined): TableCell => {
    const gain = row && gainOf(row);
    const missing = row && row.missing > 0 ? `, ${row.missing} missing` : '';
    const tone = gain && toneOf(gain.verdict);
    const isOther = row && row.mean !== null && row.language === null && head && !sameLanguages(row, head);
    return number(`${score(row?.mean ?? null)}${isOther ? ` ${otherLanguagesMark}` : ''}`, {
      below: `${gain ? withInterval(gain.estimate, gain.interval) : ''}${missing}`,
      style: tone ? `below-${tone}` : '',
    });
  };
  const rows = [...grouped(made, ({ condition }) => condition.name)].map(([name, own]) => [
    {
      value: name,
      below:
        own
          .find(({ language }) => language === null)
          ?.bySeed.map((one) => score(one.value))
          .join(' · ') ?? '',
    },
    cell(own.find(({ language }) => language === null)),
    ...languages.map((language) => cell(own.find((row) => row.language === language))),
  ]);
  return html`<p class="key">Score; below it the difference to zero-shot. Below a name: its seeds, each the mean over languages. ${otherLanguagesMark} The mean is over other languages than that of ${head?.condition.name ?? 'zero-shot'}.</p>${tableOf(
    { head: [text('Condition'), number('Mean'), ...languages.map((language) => number(language))], rows },
    `${title} by language`,
  )}`;
}

const differencesTable = ({ title }: GroupView, effects: readonly EffectRow[]): Html =>
  html`<p class="key">Differences of which neither side is zero-shot; exploratory unless marked primary.</p>${tableOf(
    {
      head: [
        text('Condition'),
        text('minus'),
        number('Difference [95 %, unadjusted]'),
        number('P(better)'),
        number('p'),
        text('Verdict'),
      ],
      rows: effects.map((one) => [
        { value: one.condition.name, below: one.primary ? 'primary' : '' },
        text(one.against.name),
        number(withInterval(one.estimate, one.interval), { style: toneOf(one.verdict) ?? '' }),
        number(certainty(one.pPositive)),
        number(probability(one.pAdjusted)),
        { value: one.verdict, style: toneOf(one.verdict) ?? '' },
      ]),
    },
    `Other differences on ${title}`,
  )}`;
