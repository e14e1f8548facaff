/** What the live page has beside the report's colours and tables. */
export const liveStyle = `
header, main { max-width: 84rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 1.25rem; } main { padding-bottom: 3rem; }
.kicker { margin: 0 0 .25rem; color: var(--accent); font-size: .875rem; font-weight: 600; }
h1 { margin: 0 0 .5rem; font-size: 1.4375rem; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: 1.25rem; font-weight: 600; line-height: 1.3; }
h3 { margin: 1.25rem 0 .25rem; font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
p { max-width: 60rem; margin: .4rem 0; overflow-wrap: anywhere; }
.words { color: var(--quiet); font-size: .875rem; line-height: 1.45; }
code { font-size: .875em; overflow-wrap: anywhere; }
#bar { display: flex; height: .6rem; margin: .6rem 0; background: var(--cell); border: 1px solid var(--line); border-radius: .3rem; overflow: hidden; }
#bar span { width: 0; transition: width .4s; } #done { background: var(--stop); } #hand { background: var(--s6); } #lost { background: var(--shots); }
#problem { padding: .5rem .75rem; border-left: 6px double var(--shots); }
#reasons { margin: .5rem 0; padding: 0; list-style: none; font-size: .875rem; }
#reasons li { margin: 0 0 .6rem; padding-left: .75rem; border-left: 6px double var(--shots); overflow-wrap: anywhere; } #reasons b { font-weight: 600; } #reasons p { margin: 0; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1rem 2rem; align-items: start; }
.panel { min-width: 0; } .panel h3 { margin: .25rem 0 0; font-size: .9375rem; } .panel p { margin: 0 0 .25rem; color: var(--quiet); font-size: .8125rem; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; max-width: 30rem; height: auto; font-size: 11.5px; } svg text { fill: var(--quiet); font-variant-numeric: tabular-nums; }
.axis { stroke: var(--line); fill: none; } .loss { stroke: var(--stop); stroke-width: 1.8; fill: none; stroke-linejoin: round; } .dev { stroke: var(--shots); fill: var(--paper); stroke-width: 1.6; } .area { fill: var(--zone); } svg .name-loss { fill: var(--stop); } svg .name-dev { fill: var(--shots); }
.tables { display: flex; flex-wrap: wrap; gap: 0 3.5rem; } .group { min-width: 0; max-width: 100%; }
.tables table { width: auto; min-width: min(100%, 20rem); } .tables td, .tables th { padding: .3rem .6rem; vertical-align: baseline; } .tables td { min-width: 4.5rem; color: var(--quiet); } .tables th:first-child { padding-left: 0; }
.tables .some { color: var(--ink); } .tables .whole { background: var(--cell); color: var(--ink); } .tables .running { color: var(--accent); font-weight: 600; } .tables .failed { color: var(--shots); font-weight: 600; }
.mark { color: var(--ink); font-weight: 600; }
[hidden] { display: none; }
@media (max-width: 40rem) { header, main { padding-left: .9rem; padding-right: .9rem; } header { padding-top: 1rem; } }
@media (prefers-reduced-motion: reduce) { #bar span { transition: none; } }
`;
