import { type Child, Html, html } from './html.ts';
import { type Section, sectionHtml } from './section.ts';
import { style } from './style.ts';

// Nothing may be loaded and no script runs, whatever a name in the data says.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** What a page is made of, from its top to its end. */
export interface PageParts {
  /** Of the browser's tab. */
  readonly title: string;
  /** Above the headline: what the page is about. */
  readonly kicker: string;
  readonly headline: string;
  /** Above the headline: what a reader must know before any number. */
  readonly notices?: readonly string[] | undefined;
  /** Below the headline: models, data, seeds. */
  readonly facts: Child;
  /** Side by side where there is room: what the first screen shows. */
  readonly top: readonly Section[];
  readonly rest: readonly Section[];
  /** A sentence at the end. */
  readonly foot: string;
}

/** One HTML document that needs nothing else and runs no script. */
export const documentHtml = ({
  title,
  kicker,
  notices = [],
  headline,
  facts,
  top,
  rest,
  foot,
}: PageParts): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<header>
<p class="kicker">${kicker}</p>
${notices.map(
  (notice) => html`<p class="notice" role="note">${notice}</p>
`,
)}<h1 class="${headline.length > 140 ? 'long' : ''}">${headline}</h1>
${facts}
${contentsOf([...top, ...rest])}
</header>
<main>
${top.length > 1 ? html`<div class="top">${top.map(sectionHtml)}</div>` : top.map(sectionHtml)}
${rest.map(sectionHtml)}
</main>
<footer>${foot}</footer>
</body>
</html>
`;

const contentsOf = (sections: readonly Section[]): Html =>
  html`<nav aria-label="Contents"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`;
