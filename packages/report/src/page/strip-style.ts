const stacked = `
  table.strips, table.strips thead, table.strips tbody, table.strips tfoot { display: block; }
  table.strips tr { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .6rem; border-bottom: 1px solid var(--line); padding: .15rem 0; }
  table.strips tr > * { display: block; border: 0; padding: 0; min-width: 0; max-width: 100%; }
  table.strips tbody th { flex: 1 0 100%; }
  table.strips td.strip, table.strips th.strip { flex: 1 0 100%; max-width: none; }
  table.strips thead tr { border-bottom: 0; } table.strips thead th:not(.strip) { display: none; }
  table.strips tfoot td:not(.strip) { display: none; }
  table.strips td.value.value { padding-left: .6rem; }
  table.strips td.value[data-head]::before { content: attr(data-head) ' '; color: var(--quiet); font-weight: 400; font-size: .6875rem; }
  table.strips td.value:empty { display: none; }
`;

/** Rows of marks over a common axis; where there is no room for columns the drawing and numbers stand below the name. */
export const stripStyle = `
table.strips { margin: .25rem 0; font-size: .8125rem; }
table.strips th, table.strips td { padding: 0 .9rem 0 0; border-bottom: 0; vertical-align: middle; }
table.strips tbody th { font-weight: 400; line-height: 1.2; max-width: 16rem; min-width: 7rem; overflow-wrap: break-word; padding: .2rem .9rem .2rem .6rem; }
table.strips th small { display: inline; font-size: .75rem; }
table.strips tbody tr.group th { padding: .45rem 0 .1rem; max-width: none; font-weight: 600; font-size: .9375rem; }
table.strips tr.minor th { padding-left: 1.5rem; color: var(--quiet); } table.strips tr.minor td { color: var(--quiet); }
table.strips thead th { border: 0; font-size: .75rem; }
table.strips a { color: inherit; text-decoration-color: var(--line); }
table.strips th.strip, table.strips td.strip { position: relative; width: 40%; min-width: 9rem; padding: 0; }
table.strips td.strip + *, table.strips th.strip + * { padding-left: .9rem; }
table.strips td.value { white-space: nowrap; }
.axis-name { display: block; text-align: center; font-size: .75rem; font-weight: 400; }
.axis { position: relative; height: 1.1rem; } .axis span { position: absolute; transform: translateX(-50%); color: var(--quiet); font-size: .75rem; font-weight: 400; white-space: nowrap; }
.axis .start { transform: translateX(-10%); } .axis .end { transform: translateX(-90%); }
td.strip svg { display: block; width: 100%; } td.strip svg.marks { position: relative; height: auto; }
td.strip svg.grid { position: absolute; inset: 0; height: 100%; }
table.strips.compact th.strip, table.strips.compact td.strip { width: 38%; min-width: 7rem; } table.strips.compact tbody th { min-width: 4rem; padding-left: 0; }
table.strips.compact tr.minor th { padding-left: 0; }
@media (max-width: 40rem) {${stacked}}
`;
