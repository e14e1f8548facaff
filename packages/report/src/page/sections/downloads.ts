import type { Figure } from '../../figures/figure.ts';
import { explorerLink, type ReportView } from '../group-view.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';

/** A file beside the page, and what it is. */
export interface Download {
  readonly name: string;
  readonly what: string;
}

/** Where single items can be looked at. */
export const itemsSection = ({ groups }: ReportView): Section => ({
  id: 'items',
  title: 'Item explorer',
  body: html`<p class="lead"><a href="items.html">items.html</a> lists the items on which conditions disagree, by target, language and gold label; a name in the forest plot leads to its own. It is a page of its own because it needs a script; this one has none.</p>
<ul class="words">${groups.map((group) => (group.hasItems ? html`<li><a href="${explorerLink(group)}">Items of ${group.title}</a></li>` : html`<li>${group.title}: no item has a score of its own</li>`))}</ul>`,
  figures: [],
});

/** Every file that lies beside the page. */
export const downloadsSection = (files: readonly Download[], figures: readonly Figure[]): Section => ({
  id: 'downloads',
  title: 'Downloads',
  body: html`<dl>${files.map(({ name, what }) => html`<dt><a href="${name}">${name}</a></dt><dd>${what}</dd>`)}</dl>
<details><summary>Every figure as SVG and PNG, and its numbers as CSV</summary><ul class="words">${figures.map(({ name, title }) => html`<li>${title}: <a href="figures/${name}.svg">SVG</a> <a href="figures/${name}.png">PNG</a> <a href="figures/${name}.csv">CSV</a></li>`)}</ul></details>`,
  figures: [],
});
