import { dark, light } from '../figures/palette.ts';
import { stripStyle } from './strip-style.ts';

const variables = (colors: Readonly<Record<string, string>>): string =>
  Object.entries(colors)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');

const sans = 'ui-sans-serif, system-ui, "Segoe UI", "Noto Sans", sans-serif';

/** Colours of the page and of the item explorer, light and dark. */
export const colorStyle = `
:root { color-scheme: light dark; ${variables(light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
@media print { :root { color-scheme: light; ${variables({ ...light, paper: '#ffffff', ink: '#000000', quiet: '#444444', line: '#bbbbbb', accent: '#000000' })} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 ${sans}; }
a { color: var(--accent); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.none { color: var(--quiet); font-weight: 400; }
.notice { margin: 0 0 .5rem; padding: .4rem .75rem; border: 1.5px solid var(--ink); font-size: .875rem; overflow-wrap: anywhere; }
`;

/**
 * Tables: sideways scrolling in their own frame, with the first column fixed, and a shadow at the right where there is more.
 * Tables of sentences stand row by row where there is no room for columns.
 */
export const tableStyle = `
.scroll { overflow-x: auto; max-width: 100%; background: linear-gradient(to left, var(--paper) 35%, transparent) right / 2.5rem 100% no-repeat local, linear-gradient(to left, color-mix(in srgb, var(--ink) 35%, transparent), transparent) right / 1rem 100% no-repeat scroll; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { width: 100%; margin: .5rem 0 1rem; border-collapse: collapse; font-size: .875rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem 1.1rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom: 1.5px solid var(--ink); color: var(--quiet); font-weight: 500; vertical-align: bottom; }
tbody th { min-width: 6.5rem; font-weight: 500; }
.scroll th:first-child { position: sticky; left: 0; z-index: 1; background: var(--paper); max-width: 45vw; overflow-wrap: anywhere; }
th.n, td.n { text-align: right; white-space: nowrap; }
td small, th small { display: block; color: var(--quiet); font-size: .8125rem; font-weight: 400; }
td.helps { color: var(--stop); font-weight: 600; } td.hurts { color: var(--shots); font-weight: 600; }
td.below-helps small { color: var(--stop); font-weight: 600; } td.below-hurts small { color: var(--shots); font-weight: 600; }
td.wide { overflow-wrap: anywhere; min-width: 12rem; }
tr.first > * { border-top: 2px solid var(--ink); }
@media (max-width: 40rem) {
  .scroll table.stack, table.stack tbody { display: block; } table.stack thead { display: none; }
  table.stack tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); }
  .scroll table.stack tr > * { display: block; position: static; min-width: 0; max-width: none; padding: .1rem 0; border: 0; overflow-wrap: break-word; }
  table.stack td::before { content: attr(data-head) ': '; color: var(--quiet); }
}
.heat { display: inline-block; min-width: 6.5rem; padding: .3rem .5rem; } .heat small { color: var(--ink); }
`;

/** The page's style sheet: two colour schemes by variables, one column on a phone, black on white and unfolded in print. */
export const style = `${colorStyle}
main, header, footer { max-width: 84rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 1.25rem; }
.kicker { margin: 0 0 .25rem; color: var(--accent); font-size: .875rem; font-weight: 600; overflow-wrap: anywhere; }
h1 { margin: 0 0 .5rem; max-width: 64rem; font-weight: 600; font-size: clamp(1.1875rem, 1.1rem + .5vw, 1.4375rem); line-height: 1.3; text-wrap: pretty; overflow-wrap: anywhere; }
h1.long { font-size: clamp(1.0625rem, 1rem + .3vw, 1.25rem); line-height: 1.4; font-weight: 500; }
h2 { margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: 1.25rem; font-weight: 600; line-height: 1.3; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; } h4 { margin: 0 0 .25rem; font-size: .9375rem; overflow-wrap: anywhere; }
p { max-width: 52rem; margin: .5rem 0 1rem; overflow-wrap: anywhere; }
.lead, .words, .key, figcaption { color: var(--quiet); font-size: .875rem; line-height: 1.45; max-width: 60rem; overflow-wrap: anywhere; }
ul.words { padding-left: 1.1rem; }
.key { margin: .25rem 0 .5rem; font-size: .8125rem; }
.permalink { color: var(--quiet); font-weight: 400; text-decoration: none; opacity: .55; } .permalink:hover, .permalink:focus { opacity: 1; }
.facts, nav ul { display: flex; flex-wrap: wrap; gap: .15rem 1.25rem; margin: 0; padding: 0; color: var(--quiet); font-size: .8125rem; list-style: none; }
.facts b { color: var(--ink); font-weight: 500; overflow-wrap: anywhere; }
nav { margin-top: .4rem; padding-top: .4rem; border-top: 1px solid var(--line); }
.answers { list-style: none; margin: 0; padding: 0; font-size: .875rem; line-height: 1.42; }
.answers li { margin: 0 0 .9rem; padding-left: .75rem; border-left: 4px solid var(--line); overflow-wrap: anywhere; }
.answers p { margin: 0; max-width: 60rem; } .answers .about { font-weight: 600; }
.answers .helps { border-color: var(--stop); } .answers .hurts { border-color: var(--shots); border-left-style: double; border-left-width: 6px; }
.badges { padding-top: .2rem; }
.badge { display: inline-block; margin: 0 .1rem .2rem 0; padding: 0 .45rem; border: 1px solid var(--line); border-radius: .6rem; color: var(--quiet); font-size: .75rem; }
.badge.warning { border-color: var(--ink); color: var(--ink); font-weight: 600; }
figure { margin: .5rem 0; }
svg.chart { display: block; max-width: 100%; height: auto; font-size: 12px; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1.25rem 2rem; align-items: start; }
.panels.wide { grid-template-columns: repeat(auto-fit, minmax(min(100%, 31rem), 1fr)); }
.panel { min-width: 0; overflow-x: auto; } .panel h3 { margin-top: .25rem; }
.files { margin: .1rem 0 .75rem; font-size: .75rem; color: var(--quiet); } .files a { margin-right: .5rem; }
details { margin: .5rem 0; } summary { cursor: pointer; font-size: .9375rem; color: var(--accent); padding: .25rem 0; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .6rem 1rem; max-width: 60rem; margin: 1rem 0; font-size: .9375rem; }
dt { color: var(--quiet); overflow-wrap: anywhere; } dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-top: 2rem; padding-top: 1rem; padding-bottom: 3rem; color: var(--quiet); font-size: .875rem; }
${tableStyle}${stripStyle}
@media (min-width: 72rem) {
  .top { display: grid; grid-template-columns: minmax(0, 4fr) minmax(0, 8fr); gap: 0 2.25rem; align-items: start; }
  .top h2 { margin-top: .9rem; }
}
@media (max-width: 40rem) {
  main, header, footer { padding: 0 .9rem; } header { padding-top: 1rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .75rem; }
}
@media print {
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  details > summary { list-style: none; font-weight: 600; } summary::marker { content: ''; }
  .scroll { overflow: visible; background: none; } .scroll th:first-child { position: static; max-width: none; }
  table { font-size: .6875rem; } th, td { padding-right: .5rem; } th.n, td.n { white-space: normal; }
  .top { display: block; } nav, .permalink, .files { display: none; } a { color: inherit; text-decoration: none; }
  figure, tr, li, .panel { break-inside: avoid; } h2, h3, h4, summary { break-after: avoid; }
}
`;
