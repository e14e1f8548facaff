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
export function tableOf({ caption, head, rows, starts }: Table, label: string): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
${caption ? html`<caption>${caption}</caption>` : null}
<thead><tr>${head.map(({ value, style = '' }) => html`<th scope="col" class="${style}">${value}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells, i) => html`<tr class="${starts?.(i) ? 'first' : ''}">${cells.map(cellOf)}</tr>
`,
  )}</tbody></table></div>`;
}

function cellOf({ value, below, style = '' }: TableCell, column: number): Html {
  const inside = html`${value}${below ? html`<small>${below}</small>` : null}`;
  return column === 0
    ? html`<th scope="row" class="${style}">${inside}</th>`
    : html`<td class="${style}">${inside}</td>`;
}
