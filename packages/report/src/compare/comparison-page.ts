import { stripFigure } from '../figures/strip-svg.ts';
import { documentHtml } from '../page/document.ts';
import { html } from '../page/html.ts';
import type { ReportPage } from '../page/report-page.ts';
import { figureLinks, type Section } from '../page/section.ts';
import { stripTable } from '../page/strip-table.ts';
import { number, type TableCell, tableOf, text } from '../page/table.ts';
import type { Compared, ComparedRow } from './compared.ts';
import { comparedHead, comparedTexts } from './compared-text.ts';
import { comparisonChart } from './comparison-chart.ts';
import { comparisonMethod } from './comparison-method.ts';

/** Columns that hold words: target, condition, what is compared, and the verdict. */
const words: ReadonlySet<number> = new Set([0, 1, 2, comparedHead.length - 1]);

const cell = (value: string, column: number): TableCell => (words.has(column) ? text(value) : number(value));

/** The comparison of two studies as a page of the report's form: the differences drawn, then tables. */
export function comparisonPage(compared: Compared): ReportPage {
  const { studies, notices, headline, rows, unpaired, differs } = compared;
  const chart = comparisonChart(compared);
  const forest: Section = {
    id: 'differences',
    title: 'Second minus first',
    body: html`${stripTable(chart)}${figureLinks(chart)}`,
    figures: [stripFigure(chart)],
  };
  const rest: readonly Section[] = [
    section('means', 'Means over languages', table(rows.filter(({ language }) => language === null))),
    section(
      'languages',
      'By language',
      html`<details><summary>Every language</summary>${table(rows.filter(({ language }) => language !== null))}</details>`,
    ),
    section(
      'differs',
      'What differs between the studies',
      differs.length === 0
        ? html`<p class="none">Model, recipe, seeds and data are named alike in both.</p>`
        : tableOf(
            {
              head: [text('What'), text('First'), text('Second')],
              rows: differs.map((one) => [text(one.what), text(one.first), text(one.second)]),
            },
            'What differs between the studies',
          ),
    ),
    section(
      'unpaired',
      'Without a partner',
      unpaired.length === 0
        ? html`<p class="none">Everything that one study has the other has too.</p>`
        : tableOf(
            {
              head: [text('What'), text('Why')],
              rows: unpaired.map(({ what, reason }) => [text(what), text(reason)]),
            },
            'Without a partner',
          ),
    ),
    section('method', 'How this was computed', html`<p>${comparisonMethod(compared)}</p>`),
  ];
  const page = documentHtml({
    title: `${studies[0]} and ${studies[1]}: Stopover comparison`,
    kicker: 'two studies compared',
    notices,
    headline,
    facts: html`<ul class="facts"><li>First <b>${studies[0]}</b></li><li>Second <b>${studies[1]}</b></li></ul>`,
    top: [forest],
    rest,
    foot: 'Made by Stopover. The same numbers are in differences.csv and comparison.json beside this page.',
  });
  return { markup: page.markup, figures: forest.figures };
}

const section = (id: string, title: string, body: Section['body']): Section => ({ id, title, body, figures: [] });

const table = (rows: readonly ComparedRow[]) =>
  tableOf(
    {
      head: comparedHead.map((title, column) => cell(title, column)),
      rows: rows.map((row) => comparedTexts(row).map(cell)),
    },
    'Differences between the studies',
  );
