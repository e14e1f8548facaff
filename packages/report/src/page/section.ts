import type { Figure } from '../figures/figure.ts';
import { type Child, type Html, html } from './html.ts';

/** A part of the page, with a heading that can be linked to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Child;
  /** What it draws: each becomes files beside the page. */
  readonly figures: readonly Figure[];
}

/** A heading with a link to itself. */
const heading = (level: 2 | 3, id: string, title: string, note = ''): Html => {
  const inside = html`${title}${note === '' ? null : html` <span class="none">${note}</span>`} <a class="permalink" href="#${id}" aria-label="Link to ${title}">#</a>`;
  return level === 2 ? html`<h2 id="${id}">${inside}</h2>` : html`<h3 id="${id}">${inside}</h3>`;
};

/** A section as it stands in the page. */
export const sectionHtml = ({ id, title, body }: Section): Html => html`<section aria-labelledby="${id}">
${heading(2, id, title)}
${body}
</section>
`;

/** Where the files of a figure are. */
export const figureLinks = ({ name }: Pick<Figure, 'name'>): Html =>
  html`<p class="files"><a href="figures/${name}.svg">SVG</a> <a href="figures/${name}.png">PNG</a> <a href="figures/${name}.csv">CSV</a></p>`;
