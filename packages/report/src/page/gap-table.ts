import type { Gap } from '../analysis/gap.ts';
import { type Html, html } from './html.ts';
import { tableOf } from './table.ts';
import { counted } from './words.ts';

/** Entries above which a list is folded away. */
const short = 6;

/** Lists with something in them as tables; the empty ones in one line, so that a reader knows they were looked at. */
export function gapTables(all: readonly Gap[]): Html {
  const full = all.filter(({ rows }) => rows.length > 0);
  const empty = all.filter(({ rows }) => rows.length === 0).map((gap) => gap.empty);
  return html`${full.map(gapTable)}${empty.length > 0 ? html`<p class="none">${empty.join(' ')}</p>` : null}`;
}

/** One list; a long one is folded. */
export function gapTable({ title, head, rows }: Gap): Html {
  const entries = counted(rows.length, 'entry', 'entries');
  const table = tableOf(
    {
      // Numbers are right-aligned, and so is what stands above them.
      head: head.map((value, i) => ({ value, style: rows.every((row) => typeof row[i] === 'number') ? 'n' : '' })),
      rows: rows.map((row) => row.map((value) => ({ value, style: typeof value === 'number' ? 'n' : '' }))),
    },
    title,
  );
  return rows.length <= short
    ? html`<h3>${title} <span class="none">(${entries})</span></h3>${table}`
    : html`<details><summary>${title} (${entries})</summary>${table}</details>`;
}
