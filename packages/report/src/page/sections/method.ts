import type { Results } from '@stopover/study';
import { deviationsOf, methodOf } from '../../appendix/method.ts';
import { cited } from '../../appendix/references.ts';
import { duration } from '../duration.ts';
import { folded } from '../folded.ts';
import type { ReportView } from '../group-view.ts';
import { type Html, html } from '../html.ts';
import type { Section } from '../section.ts';
import { number, tableOf, text } from '../table.ts';
import { counted } from '../words.ts';

const definitions = (entries: readonly (readonly [string, string])[]): Html =>
  html`<dl>${entries.map(([term, meaning]) => html`<dt>${term}</dt><dd>${meaning}</dd>`)}</dl>`;

/** How the numbers came about, and where that differs from what was published. */
export function methodSection({ analysis }: ReportView): Section {
  const deviations = deviationsOf(analysis);
  return {
    id: 'method',
    title: 'Method',
    body: html`${definitions(methodOf(analysis))}${deviations.length > 0 ? html`<h3>Deviations from published protocols</h3>${definitions(deviations)}` : null}`,
    figures: [],
  };
}

/** What was run, and what it cost. */
export function costSection({ results: { stages } }: ReportView): Section {
  const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const head = [
    ...[text('Stage'), text('Kind'), number('Time'), number('Steps'), number('Examples seen')],
    ...[number('Target-language labels'), number('Truncated'), text('Key')],
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
  return {
    id: 'cost',
    title: 'Cost',
    body: html`<p>${counted(stages.length, 'stage')}, ${duration(seconds)} of work in all.</p>${stages.length > 0 ? folded('Every stage', tableOf({ head, rows }, 'Stages')) : null}`,
    figures: [],
  };
}

/** What a study that uses these numbers should cite. */
export function referencesSection({ results }: ReportView): Section | null {
  if (results.references.length === 0) return null;
  return { id: 'references', title: 'Data and papers', body: referenceList(results), figures: [] };
}

const referenceList = (results: Results): Html =>
  html`<dl>${cited(results).map(({ task, text: words, link, data }) => {
    const paper = link === null ? words : html`<a href="${link}">${words}</a>`;
    return html`<dt>${task}</dt><dd>${paper} ${data}</dd>`;
  })}</dl>`;
