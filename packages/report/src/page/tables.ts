import type { Results } from '@stopover/study';
import type { Analysis, Comparison, Row } from '../analysis.ts';
import { verdictOf } from '../answer.ts';
import { conditionName, groupName } from '../conditions.ts';
import { grouped } from '../grouped.ts';
import { cellsOf, noteOf, summaryRows, upwardsOf, wasAskedFor } from '../summary-rows.ts';
import { counted, interval, probability, score, signed } from '../words.ts';
import { duration } from './duration.ts';
import { Html, html } from './html.ts';
import { type TableCell, tableOf } from './table.ts';

const text = (value: string): TableCell => ({ value });
const number = (value: string | number, more: Omit<TableCell, 'value'> = {}): TableCell => ({
  value,
  ...more,
  style: `n ${more.style ?? ''}`.trim(),
});

/** The mean over languages of every condition. */
export function summarySection(analysis: Analysis): Html {
  const head = [text('Condition'), number('Score'), number('To zero-shot'), number('p (items)')];
  const tables = [...grouped(summaryRows(analysis), ({ target }) => target)].map(([target, own]) => {
    const usual = own.find(({ over }) => over !== '')?.over ?? 'no evaluation';
    const rows = own.map((row) => {
      const unusual = [row.over === usual ? '' : row.over, row.note].filter((part) => part !== '').join('; ');
      return [
        { value: row.condition, below: unusual },
        number(row.score, { below: row.interval }),
        number(row.gain, { style: row.verdict ?? '', below: row.gainInterval }),
        number(row.p),
      ];
    });
    const label = `Mean over languages on ${target}`;
    return html`<h3>${target} <span class="none">(${usual})</span></h3>${tableOf({ head, rows }, label)}`;
  });
  return html`<h2 id="means">Mean over languages</h2>
<p>± is the standard deviation over seeds; below each number is its 95 % interval. Coloured differences are those whose interval leaves out 0.</p>${tables}`;
}

/** Stopover against examples, and examples with and without one. */
export function headToHeadSection(analysis: Analysis): Html | null {
  const macro = analysis.comparisons.filter(({ language }) => language === null);
  if (macro.length === 0) return null;
  const head = [
    text('Condition'),
    text('minus'),
    number('Difference'),
    number('95 % interval'),
    number('p (items)'),
    number('Pairs'),
  ];
  const parts = [...grouped(macro, groupName)].map(([name, own]) => {
    const rows = own.map((one) => comparisonLine(one, upwardsOf(analysis, one.target)));
    const starts = (i: number) => i > 0 && own[i]?.condition.intermediate !== own[i - 1]?.condition.intermediate;
    const open = new Html(own.length <= 12 ? ' open' : '');
    return html`<details${open}><summary>${name}: ${counted(own.length, 'comparison')}</summary>${tableOf({ head, rows, starts }, `Comparisons on ${name}`)}</details>`;
  });
  return html`<h2 id="head-to-head">Head to head</h2>
<p>A stopover without examples against examples without a stopover, and examples with a stopover against as many without.</p>${parts}`;
}

function comparisonLine({ condition, against, difference }: Comparison, upwards: 1 | -1): TableCell[] {
  const left = difference.unpaired > 0 ? { below: `${difference.unpaired} left out` } : {};
  return [
    text(conditionName(condition)),
    text(conditionName(against)),
    number(signed(difference.value), { style: verdictOf(difference, upwards) }),
    number(interval(difference.interval)),
    number(probability(difference.p)),
    number(difference.pairs, left),
  ];
}

/** Every condition in every language: first at a glance, then with its tests. */
export function languageSection(analysis: Analysis): Html {
  const parts = [...grouped(analysis.rows, groupName)].map(([name, rows]) => {
    const own = rows.filter((row) => row.language !== null && wasAskedFor(row));
    if (own.length === 0) return html`<h3>${name}</h3><p class="none">No evaluation.</p>`;
    const upwards = upwardsOf(analysis, own[0]?.target ?? '');
    return html`<h3>${name}</h3>${glance(name, own, upwards)}
<details><summary>${name}: intervals and tests</summary>${testsTable(name, own, upwards)}</details>`;
  });
  return html`<h2 id="languages">Language by language</h2>
<p>Mean over seeds, and below it the difference to zero-shot; coloured where its interval leaves out 0. Intervals here are not corrected for the number of languages.</p>${parts}`;
}

function glance(name: string, rows: readonly Row[], upwards: 1 | -1): Html {
  const languages = [...new Set(rows.map(({ language }) => language ?? ''))];
  const lines = [...grouped(rows, conditionName)].map(([condition, own]) => [
    text(condition),
    ...languages.map((language) => {
      const row = own.find((one) => one.language === language);
      const gain = row?.toZeroShot ?? null;
      const below = [gain ? signed(gain.value) : '', row && row.missing > 0 ? `${row.missing} missing` : ''];
      return number(score(row?.mean ?? null), {
        style: gain ? `below-${verdictOf(gain, upwards)}` : '',
        below: below.filter((part) => part !== '').join(', '),
      });
    }),
  ]);
  return tableOf(
    { head: [text('Condition'), ...languages.map((language) => number(language))], rows: lines },
    `${name} by language`,
  );
}

function testsTable(name: string, rows: readonly Row[], upwards: 1 | -1): Html {
  const head = [
    text('Condition'),
    text('Language'),
    number('Score'),
    number('95 % interval'),
    number('To zero-shot'),
    number('95 % interval'),
    number('p (items)'),
    number('McNemar'),
    number('after Holm'),
    text('Note'),
  ];
  const lines = rows.map((row) => {
    const { score: mean, interval: range, gain, gainInterval, p, verdict } = cellsOf(row, upwards);
    const tests = row.toZeroShot;
    return [
      text(conditionName(row)),
      text(row.language ?? ''),
      number(mean),
      number(range),
      number(gain, { style: verdict ?? '' }),
      number(gainInterval),
      number(p),
      number(tests ? probability(tests.mcnemar) : ''),
      number(tests ? probability(tests.holm) : ''),
      text(noteOf(row)),
    ];
  });
  const starts = (i: number) => i > 0 && rows[i]?.language === rows[0]?.language;
  return tableOf({ head, rows: lines, starts }, `${name} by language, with tests`);
}

/** What was run, and what it cost. */
export function stagesSection({ stages }: Results): Html {
  const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const head = [
    text('Stage'),
    text('Kind'),
    number('Time'),
    number('Steps'),
    number('Examples seen'),
    number('Target-language labels'),
    number('Cut'),
    text('Key'),
  ];
  const rows = stages.map((stage) => [
    text(stage.title),
    text(stage.kind),
    number(duration(stage.seconds)),
    number(stage.steps.toLocaleString('en-US')),
    number(stage.examplesSeen.toLocaleString('en-US')),
    number(stage.targetExamples.toLocaleString('en-US')),
    number(stage.truncated.toLocaleString('en-US')),
    text(stage.key.slice(0, 12)),
  ]);
  return html`<h2 id="stages">Stages</h2>
<p>${counted(stages.length, 'stage')}, ${duration(seconds)} of work in all.</p>
${stages.length > 0 ? html`<details><summary>Every stage</summary>${tableOf({ head, rows }, 'Stages')}</details>` : null}`;
}
