import { type ClaimGroup, type ClaimLine, claimLines } from '../../claims/claim-lines.ts';
import { folded } from '../folded.ts';
import type { ReportView } from '../group-view.ts';
import { type Html, html } from '../html.ts';
import type { Section } from '../section.ts';
import { tableOf, text } from '../table.ts';

/** What the study says of the ten claims of 2020: a table of verdicts, and unfolded their numbers. */
export function claimsSection({ analysis, results }: ReportView): Section {
  const { title, introduction, groups } = claimLines(analysis, results);
  return {
    id: 'claims',
    title,
    body: html`<p class="lead">${introduction}</p>
${groups.map(groupBody)}`,
    figures: [],
  };
}

const groupBody = ({ name, lines }: ClaimGroup): Html => html`${name === '' ? null : html`<h3>${name}</h3>`}
${claimsTable(name, lines)}
${folded(
  name === '' ? 'Numbers behind each claim, and what would decide it' : `Numbers behind each claim: ${name}`,
  html`${lines.map(detailsOf)}`,
)}`;

const claimsTable = (name: string, lines: readonly ClaimLine[]): Html =>
  tableOf(
    {
      head: [text('Claim'), text('Published'), text('This study'), text('Why')],
      rows: lines.map((line) => [
        text(`${line.id}. ${line.text}`),
        text(line.published || '–'),
        text(line.verdict),
        text(line.because),
      ]),
      stacked: true,
    },
    name === '' ? 'Ten claims of 2020 by this study' : `Ten claims of 2020 by this study: ${name}`,
  );

const detailsOf = ({
  id,
  verdict,
  rule,
  numbers,
  needs,
}: ClaimLine): Html => html`<p><strong>${id}. ${verdict}</strong></p>
<p>${rule}</p>
${list(numbers)}
${needs.length > 0 ? html`<p>Needed to decide it:</p>${list(needs)}` : null}`;

const list = (items: readonly string[]): Html | null =>
  items.length > 0 ? html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>` : null;
