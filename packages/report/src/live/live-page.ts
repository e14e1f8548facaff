import { createHash } from 'node:crypto';
import { Html, html } from '../page/html.ts';
import { colorStyle, tableStyle } from '../page/style.ts';
import { liveScript } from './live-script.ts';
import { liveStyle } from './live-style.ts';

/** A page that follows a study while it runs: its server fills it by events. */
export interface LivePage {
  readonly markup: string;
  /** The Content-Security-Policy that it is to be served with. */
  readonly policy: string;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const style = colorStyle + tableStyle + liveStyle;

// The one script and the one style sheet, by their hashes; the server's own events; nothing from elsewhere.
const policy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(liveScript)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The page of a study; it knows no more of it than the name until the first event. */
export function livePage(study: string): LivePage {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${study}: live</title>
<style>${new Html(style)}</style>
</head>
<body>
<header>
<p class="kicker">Stopover, live</p>
<h1 id="heading">${study}</h1>
<p id="standing" role="status">Waiting for the first look at the store.</p>
<div id="bar" aria-hidden="true"><span id="done"></span><span id="hand"></span><span id="lost"></span></div>
<p id="problem" role="alert" hidden></p>
</header>
<main>
<section aria-labelledby="running"><h2 id="running">Running now</h2><p id="idle" class="words"></p><div id="stages" class="panels"></div></section>
<section aria-labelledby="failed" id="failures" hidden><h2 id="failed">Failed</h2><ul id="reasons"></ul></section>
<section aria-labelledby="swept" id="sweep" hidden><h2 id="swept">Sweep</h2>
<p class="words" id="choosing"></p>
<div id="choices" class="tables"></div></section>
<section aria-labelledby="grid"><h2 id="grid">The grid</h2>
<p class="words">A number is the mean score of the runs that are done, over seeds and draws of shots; the count is how many of how many there are. Shaded: all are done. <span class="mark">▸</span> one is being made, <span class="mark">×</span> one cannot come because a stage has failed.</p>
<div id="groups" class="tables"></div>
<div id="missing" hidden></div></section>
<section aria-labelledby="machine"><h2 id="machine">This machine</h2><div class="panels"><div class="panel" id="processor"></div><div class="panel" id="memory"></div></div>
<p class="words">Of the machine on which <code>stopover watch</code> runs, whatever else runs there.</p></section>
<noscript><p>This page needs its script. <code>stopover status</code> prints the same in a terminal.</p></noscript>
</main>
<script>${new Html(liveScript)}</script>
</body>
</html>
`;
  return { markup, policy };
}
