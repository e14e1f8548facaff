import { type Html, html } from './html.ts';

/** A part that unfolds; print shows it whole. */
export const folded = (title: string, inside: Html, open = false): Html =>
  open
    ? html`<details open><summary>${title}</summary>${inside}</details>`
    : html`<details><summary>${title}</summary>${inside}</details>`;
