import type { Config, TopLevelSpec } from 'vega-lite';

/** Colours are the page's own variables, so that one drawing serves light, dark and print. */
export const config: Config = {
  aria: false,
  background: 'transparent',
  font: 'ui-sans-serif, system-ui, sans-serif',
  padding: 4,
  view: { stroke: null },
  axis: {
    labelColor: 'var(--ink)',
    titleColor: 'var(--quiet)',
    gridColor: 'var(--line)',
    domainColor: 'var(--line)',
    tickColor: 'var(--line)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelLimit: 180,
  },
  legend: { labelColor: 'var(--ink)', labelFontSize: 12, title: null, symbolSize: 70, labelLimit: 180 },
};

/** Draws a figure without a browser. Vega is loaded when the first figure is drawn: it is by far the largest import. */
export async function drawSvg(spec: TopLevelSpec): Promise<string> {
  const [{ compile }, { parse, View }] = await Promise.all([import('vega-lite'), import('vega')]);
  const view = new View(parse(compile(spec, { config }).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
