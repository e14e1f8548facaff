/** The page's style sheet: two colour schemes by variables, one column on a phone, black on white in print. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fdfcfa; --ink: #1d1f23; --quiet: #62666e; --line: #dedbd4; --cell: #f1eee8; --accent: #1f5f8b;
  --gain: #2a8c82; --loss: #cf6a3c; --gain-ink: #12675f; --loss-ink: #a2431a;
  --s1: #1f6fb2; --s2: #c8571b; --s3: #2b8a5c; --s4: #8455b0; --s5: #b7871a; --s6: #c13f72; --s7: #39919e; --s8: #7a6a58;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --ink: #e9e7e2; --quiet: #a2a6ad; --line: #363a40; --cell: #24272c; --accent: #7fb8e0;
    --gain: #2f9c90; --loss: #cf6a3c; --gain-ink: #6fd0c4; --loss-ink: #f0a07a;
    --s1: #6db3ec; --s2: #f0935c; --s3: #6bc99a; --s4: #bd98e6; --s5: #e0bb5c; --s6: #f084ab; --s7: #76cbd6; --s8: #c0ad98;
  }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --quiet: #444; --line: #bbb; --cell: #f2f2f2;
    --gain-ink: #12675f; --loss-ink: #a2431a; --accent: #000;
    --s1: #1f6fb2; --s2: #c8571b; --s3: #2b8a5c; --s4: #8455b0; --s5: #b7871a; --s6: #c13f72; --s7: #39919e; --s8: #7a6a58; }
  figure, tr, li { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; } nav { display: none; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.55;
  font: 1.0625rem/1.55 Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, "Noto Serif", serif; }
main, header, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 3rem; }
.kicker, .facts, nav, table, figcaption, summary, dt, .label { font-family: ui-sans-serif, system-ui, "Segoe UI", "Noto Sans", sans-serif; }
.kicker { margin: 0 0 1rem; color: var(--accent); font-size: .875rem; font-weight: 600; letter-spacing: .02em; overflow-wrap: anywhere; }
h1 { margin: 0 0 1.5rem; max-width: 48rem; font-weight: 500; font-size: clamp(1.5rem, 1.1rem + 1.9vw, 2.25rem); line-height: 1.25;
  letter-spacing: -.01em; text-wrap: pretty; overflow-wrap: anywhere; }
h1.long { font-size: clamp(1.3125rem, 1.1rem + 1.1vw, 1.75rem); line-height: 1.35; }
h2 { margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: 1.375rem; font-weight: 600; line-height: 1.3; }
h3 { margin: 1.75rem 0 .5rem; font-size: 1.0625rem; font-weight: 600; }
p { max-width: 44rem; margin: .5rem 0 1rem; }
.facts { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0; padding: 0; color: var(--quiet); font-size: .875rem; list-style: none; }
.facts b { color: var(--ink); font-weight: 500; overflow-wrap: anywhere; }
.answers { list-style: none; margin: 1.75rem 0 0; padding: 0; max-width: 48rem; }
.answers li { margin: 0 0 .75rem; padding-left: 1rem; border-left: 4px solid var(--line); overflow-wrap: anywhere; }
.answers .helps { border-color: var(--gain); } .answers .hurts { border-color: var(--loss); }
.answers .label { display: block; color: var(--quiet); font-size: .8125rem; }
.helps > b, td.helps { color: var(--gain-ink); } .hurts > b, td.hurts { color: var(--loss-ink); }
td.helps, td.hurts { font-weight: 600; }
figure { margin: 1.25rem 0; }
figcaption { max-width: 46rem; margin-top: .5rem; color: var(--quiet); font-size: .875rem; line-height: 1.45; }
svg { display: block; height: auto; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1.25rem 2rem; }
.panels svg { width: 100%; max-width: 28rem; }
.panels p { margin: .25rem 0 0; font-size: .875rem; line-height: 1.4; }
.panels h3 { margin: 0 0 .25rem; font-family: ui-sans-serif, system-ui, "Segoe UI", "Noto Sans", sans-serif; font-size: .9375rem; }
.scroll { overflow-x: auto; max-width: 100%; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { width: 100%; margin: .5rem 0 1rem; border-collapse: collapse; font-size: .875rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
caption { padding: .25rem 0 .5rem; text-align: left; color: var(--quiet); }
th, td { padding: .35rem 1.1rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom: 1.5px solid var(--ink); color: var(--quiet); font-weight: 500; vertical-align: bottom; white-space: nowrap; }
tbody th { min-width: 6.5rem; font-weight: 500; }
th.n, td.n { text-align: right; white-space: nowrap; }
td small, th small { display: block; color: var(--quiet); font-size: .8125rem; font-weight: 400; }
td.below-helps small { color: var(--gain-ink); font-weight: 600; } td.below-hurts small { color: var(--loss-ink); font-weight: 600; }
td.wide { overflow-wrap: anywhere; min-width: 12rem; }
tr.first > * { border-top: 1.5px solid var(--line); }
details { margin: .75rem 0; } summary { cursor: pointer; font-size: .9375rem; color: var(--accent); padding: .25rem 0; }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: .6rem 1rem; max-width: 50rem; margin: 1rem 0; }
dt { color: var(--quiet); font-size: .875rem; padding-top: .15rem; } dd { margin: 0; overflow-wrap: anywhere; }
.none { color: var(--quiet); }
footer { margin-top: 3rem; padding-top: 1rem; padding-bottom: 3rem; color: var(--quiet); font-size: .875rem; }
@media (max-width: 40rem) {
  header { padding-top: 1.75rem; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .75rem; }
}
`;
