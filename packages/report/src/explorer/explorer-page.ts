import { createHash } from 'node:crypto';
import { Html, html } from '../page/html.ts';
import { colorStyle, tableStyle } from '../page/style.ts';
import type { TargetItems } from './disagreements.ts';
import { explorerScript } from './script.ts';

const hash = createHash('sha256').update(explorerScript).digest('base64');
// The one script below, by its hash, and nothing from elsewhere.
const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;

const own = `
main { max-width: 84rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
h1 { margin: 0 0 .25rem; font-size: 1.25rem; overflow-wrap: anywhere; } p { max-width: 52rem; margin: .4rem 0; font-size: .875rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; margin: .75rem 0; font-size: .875rem; } label { display: grid; gap: .15rem; color: var(--quiet); min-width: 0; max-width: 100%; }
select { max-width: 100%; padding: .25rem; font: inherit; color: var(--ink); background: var(--cell); border: 1px solid var(--line); }
#rows th { overflow-wrap: anywhere; }
@media (max-width: 40rem) { #rows th { min-width: 3rem; } th, td { padding-right: .6rem; } }
[hidden] { display: none; }
`;

/** The item explorer as one HTML document with its items in it. */
export function explorerPage(study: string, targets: readonly TargetItems[], notices: readonly string[] = []): string {
  // A closing tag or a comment in a name must not end the block that the script reads.
  const data = JSON.stringify(targets).replaceAll('<', '\\u003c');
  const select = (id: string, name: string) => html`<label id="${id}s">${name} <select id="${id}"></select></label>
`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${study}: items</title>
<style>${new Html(colorStyle + tableStyle + own)}</style>
</head>
<body>
<main>
<p><a href="index.html">Back to the report</a></p>
<h1>${study}: items on which conditions disagree</h1>
${notices.map(
  (notice) => html`<p class="notice" role="note">${notice}</p>
`,
)}<p>A number is the mean score of an item over seeds and draws of shots, in points: 100 where every model answers it rightly, 0 where none does. A metric without a score of an item has no items here.</p>
${
  targets.length > 0
    ? html`<p id="absent" role="status"></p>
<form aria-label="Which items">${select('target', 'Target')}${select('language', 'Language')}${select('gold', 'Gold label')}${select('one', 'Condition')}${select('other', 'against')}</form>
<p id="count" role="status"></p><p id="left"></p>
<div class="scroll" tabindex="0" role="region" aria-label="Items"><table><thead><tr id="head"></tr></thead><tbody id="rows"></tbody></table></div>
<noscript><p>This page needs its script. The item table beside it has the same numbers.</p></noscript>`
    : html`<p>No item has a score of its own.</p>`
}
</main>
<script type="application/json" id="data">${new Html(data)}</script>
${targets.length > 0 ? html`<script>${new Html(explorerScript)}</script>` : null}
</body>
</html>
`.markup;
}
