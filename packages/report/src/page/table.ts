import { type Child, type Html, html } from './html.ts';

/** A cell of a table: what it shows, and how. */
export interface TableCell {
  readonly value: Child;
  /** Smaller, below the value. */
  readonly below?: string;
  /** Class names of the page's style: `n` for numbers, `helps`, `hurts`, `wide`. */
  readonly style?: string;
}

export interface Table {
  readonly caption?: string;
  readonly head: readonly TableCell[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly TableCell[])[];
  /** Rows that begin a part. */
  readonly starts?: (row: number) => boolean;
  /** Whether its rows stand one below the other, each cell with its title, where the page is narrow: for cells of sentences. */
  readonly stacked?: boolean;
}

/** A cell of words. */
export const text = (value: string): TableCell => ({ value });

/** A cell of numbers: at the right. */
export const number = (value: string | number, more: Omit<TableCell, 'value'> = {}): TableCell => ({
  value,
  ...more,
  style: `n ${more.style ?? ''}`.trim(),
});

/** A table that scrolls sideways in its own frame where the page is too narrow, reachable by keyboard. */
export function tableOf({ caption, head, rows, starts, stacked = false }: Table, label: string): Html {
  const heads = stacked ? head.map(({ value }) => value) : [];
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="${stacked ? 'stack' : ''}">
${caption ? html`<caption>${caption}</caption>` : null}
<thead><tr>${head.map(({ value, style = '' }) => html`<th scope="col" class="${style}">${value}</th>`)}</tr></thead>
<tbody>${rows.map(
    (
      cells,
      i,
    ) => html`<tr class="${starts?.(i) ? 'first' : ''}">${cells.map((cell, column) => cellOf(cell, column, heads[column]))}</tr>
`,
  )}</tbody></table></div>`;
}

function cellOf({ value, below, style = '' }: TableCell, column: number, head: Child = null): Html {
  const inside = html`${value}${below ? html`<small>${below}</small>` : null}`;
  return column === 0
    ? html`<th scope="row" class="${style}">${inside}</th>`
    : head === null
      ? html`<td class="${style}">${inside}</td>`
      : html`<td class="${style}" data-head="${head}">${inside}</td>`;
}
