import type { Results } from '@stopover/study';
import type { Analysis, TargetAnswer, Verdict } from '../analysis.ts';
import { groupName } from '../conditions.ts';
import { type Gap, gaps } from '../gaps.ts';
import { method } from '../method.ts';
import { cited } from '../references.ts';
import { counted } from '../words.ts';
import { heatmapFigure, shotsFigure } from './figures.ts';
import { Html, html } from './html.ts';
import { style } from './style.ts';
import { tableOf } from './table.ts';
import { headToHeadSection, languageSection, stagesSection, summarySection } from './tables.ts';

// Nothing may be loaded and no script runs, whatever a name in the data says.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The whole report as one HTML document that needs nothing else. */
export async function reportPage(analysis: Analysis, results: Results): Promise<string> {
  const figures = [await heatmapFigure(analysis), await shotsFigure(analysis)];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${results.study.name}: Stopover report</title>
<style>${new Html(style)}</style>
</head>
<body>
${headerOf(analysis)}
<main>
${figures}
${summarySection(analysis)}
${headToHeadSection(analysis)}
${languageSection(analysis)}
${gapsSection(gaps(analysis, results))}
${stagesSection(results)}
<h2 id="method">How this was computed</h2>
<dl>${method(analysis).map(([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>`)}</dl>
${referencesSection(results)}
</main>
<footer>Made by Stopover from the results of the study ${results.study.name}. The same numbers are in results.csv and results.json beside this page.</footer>
</body>
</html>
`;
  return page.markup;
}

function headerOf({ study, answer, cells }: Analysis): Html {
  const facts: readonly (readonly [string, string])[] = [
    ['Model', study.model],
    ['Data', study.source],
    ['Backend', study.backend],
    ['Seeds', study.seeds.join(', ')],
    [
      'Evaluations',
      `${cells.made.toLocaleString('en-US')}${cells.missing > 0 ? `, ${cells.missing.toLocaleString('en-US')} missing` : ''}`,
    ],
  ];
  return html`<header>
<p class="kicker">${study.name}: what a stopover is worth</p>
<h1 class="${answer.headline.length > 140 ? 'long' : ''}">${answer.headline}</h1>
<ul class="facts">${facts.map(([name, value]) => html`<li>${name} <b>${value}</b></li>`)}</ul>
${answer.targets.length > 1 ? html`<ul class="answers">${answer.targets.map(answerItem)}</ul>` : null}
</header>`;
}

const verdicts: Readonly<Record<Verdict, string>> = {
  helps: 'the stopover helps',
  hurts: 'the stopover hurts',
  unclear: 'no difference that can be told from 0',
  'no result': 'nothing to compare',
};

const answerItem = (answer: TargetAnswer): Html =>
  html`<li class="${answer.verdict}"><span class="label">${groupName(answer)}: ${verdicts[answer.verdict]}</span>${answer.text}</li>`;

/** Lists with something in them as tables; the empty ones in one line, so that a reader knows they were looked at. */
function gapsSection(all: readonly Gap[]): Html {
  const full = all.filter(({ rows }) => rows.length > 0);
  const empty = all.filter(({ rows }) => rows.length === 0).map((gap) => gap.empty);
  return html`<h2 id="gaps">What to know before trusting these numbers</h2>
${full.map(
  ({
    title,
    head,
    rows,
  }) => html`<h3>${title} <span class="none">(${counted(rows.length, 'entry', 'entries')})</span></h3>
${tableOf(
  {
    // Numbers are right-aligned, and so is what stands above them.
    head: head.map((value, i) => ({ value, style: rows.every((row) => typeof row[i] === 'number') ? 'n' : '' })),
    rows: rows.map((row) => row.map((value) => ({ value, style: typeof value === 'number' ? 'n' : '' }))),
  },
  title,
)}`,
)}
${empty.length > 0 ? html`<p class="none">${empty.join(' ')}</p>` : null}`;
}

/** What a study that uses these numbers should cite. */
function referencesSection(results: Results): Html | null {
  if (results.references.length === 0) return null;
  return html`<h2 id="references">Data and papers</h2>
<dl>${cited(results).map(({ task, text, link, data }) => {
    const paper = link === null ? text : html`<a href="${link}">${text}</a>`;
    return html`<dt>${task}</dt><dd>${paper} ${data}</dd>`;
  })}</dl>`;
}
