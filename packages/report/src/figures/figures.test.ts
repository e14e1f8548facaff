import { describe, expect, it } from 'vitest';
import { analyseResults } from '../analysis/analyse-results.ts';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { viewOf } from '../page/group-view.ts';
import { bothChart } from './both-chart.ts';
import { equivalentsChart } from './equivalents-chart.ts';
import { standaloneSvg } from './figure.ts';
import { forestChart } from './forest.ts';
import { heatCells, heatmapFigure, heatOf } from './heatmap.ts';
import { languagesChart } from './languages-chart.ts';
import { layersChart } from './layers-chart.ts';
import { pictureOf } from './picture.ts';
import { powerChart } from './power-chart.ts';
import { runsChart } from './runs-chart.ts';
import { shotsChart } from './shots-chart.ts';
import { axisOf, plainTick, signedTick } from './strip-chart.ts';
import { stripFigure } from './strip-svg.ts';
import { varianceChart } from './variance-chart.ts';
import { xyFigure } from './xy-chart.ts';

const results = madeUpResults({
  ...{ targets: ['xnli'], languages: ['de', 'sw'], intermediates: ['none', 'mnli', 'squad-v2'] },
  ...{ shots: [10, 100], seeds: [1, 2, 3], items: 60 },
});
const view = viewOf(analyseResults(results, { replicates: 200 }), results);
const [group] = view.groups;
if (!group) throw new Error('the study has one target');

const sweep = [1, 2].map((seed) => ({
  ...({
    target: 'xnli',
    title: `xnli, seed ${seed}`,
    stage: 'a',
    pooling: 'mean',
    layer: 7,
    chosenBy: 'development',
  } as const),
  ...{ development: null, scores: { 1: 20, 7: 40 + seed }, ownThreshold: [] },
}));

const drawn = [
  forestChart(view),
  equivalentsChart(group),
  bothChart(group),
  varianceChart(view),
  runsChart(group),
  ...group.spreads.map((spread, i) => languagesChart(group, spread, i)),
]
  .flatMap((chart) => (chart ? [stripFigure(chart)] : []))
  .concat(
    [shotsChart(group), powerChart(view), layersChart(sweep, 'xnli', 'xnli')].flatMap((chart) =>
      chart ? [xyFigure(chart)] : [],
    ),
    [heatmapFigure(view)].flatMap((figure) => figure ?? []),
  );

describe('figures', () => {
  it('are all there, each under a name of its own', () => {
    expect(drawn.map(({ name }) => name)).toEqual([
      ...['forest', 'equivalents-xnli', 'both-xnli', 'variance', 'runs-xnli'],
      ...['languages-xnli-1', 'languages-xnli-2', 'languages-xnli-3', 'languages-xnli-4'],
      ...['examples-xnli', 'detectable-effect', 'layers-xnli', 'intermediates'],
    ]);
  });

  it.each(drawn.map((figure) => [figure.name, figure] as const))(
    '%s stands alone, with its numbers in words and in rows',
    (_, figure) => {
      const svg = standaloneSvg(figure);
      expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
      expect(svg).not.toMatch(/var\(|NaN|Infinity|undefined/);
      expect(svg).toContain('fill="#ffffff"');
      expect(figure.alt).toMatch(/\d/);
      expect(figure.data.rows.length).toBeGreaterThan(0);
      for (const row of figure.data.rows) expect(row).toHaveLength(figure.data.columns.length);
    },
  );

  it('are pictures with visible texts on a machine without fonts', async () => {
    const text = { name: 'a', title: 'a', alt: 'a', width: 100, height: 20, data: { columns: [], rows: [] } };
    const { html } = await import('../page/html.ts');
    const empty = await pictureOf({ ...text, body: html`` });
    const full = await pictureOf({ ...text, body: html`<text x="2" y="14">−1.0 ●</text>` });
    expect([...full.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(full.length).toBeGreaterThan(empty.length + 200);
  });
});

describe('the forest plot', () => {
  it('has every effect at its place on the axis', () => {
    const chart = forestChart(view);
    const effect = group.effects.find(({ language, condition }) => language === null && condition.name === 'mnli');
    const row = chart?.groups[0]?.rows.find(({ label }) => label.startsWith('mnli'));
    if (!chart || !effect || !row) throw new Error('there is an effect of mnli');
    expect(row.marks.filter(({ kind }) => kind === 'seed')).toHaveLength(3);
    expect(row.marks.filter(({ kind }) => kind === 'tick')).toHaveLength(2);
    const point = row.marks.find((mark) => mark.kind === 'point');
    const [low, high] = effect.interval ?? [0, 0];
    expect(point).toMatchObject({ at: effect.estimate, filled: low > 0 || high < 0 });
    const { place, ticks } = axisOf(chart, 400);
    expect(place(high)).toBeGreaterThan(place(low));
    expect(ticks.map(({ label }) => label)).toContain('0');
    expect(chart.zone).toEqual([-1, 1]);
  });
});

it('colours a heatmap by a fixed scale, and not where the interval holds 0', () => {
  const [cell] = heatCells(view).flat();
  const { effect } = cell ?? {};
  if (!cell || !effect) throw new Error('there is a cell');
  const heat = (estimate: number, interval: readonly [number, number]) =>
    heatOf({ ...cell, effect: { ...effect, estimate, interval } });
  expect([heat(2.5, [1, 4]), heat(-9, [-12, -6]), heat(4, [-1, 9])]).toEqual([0.5, -1, 0]);
});

it('writes the numbers of an axis with real minus signs', () => {
  expect([signedTick(4), signedTick(0), signedTick(-2.5), plainTick(1200)]).toEqual(['+4', '0', '−2.5', '1,200']);
});

describe('what a figure says beside its marks', () => {
  it('names the numbers of examples of each curve where curves were measured at others', () => {
    const [one] = group.equivalents;
    if (!one) throw new Error('there is an equivalent');
    const [own, other] = [
      { ...one, language: null },
      { ...one, language: null, arm: 'joint-shots', largest: 1000 },
    ];
    const chart = equivalentsChart({ ...group, equivalents: [own, other] });
    expect(chart?.groups[0]?.rows.map(({ label }) => label)).toEqual([
      `${one.intermediate} (${one.arm}), 10 to 100 examples`,
      `${one.intermediate} (joint-shots), 10 to 1,000 examples`,
    ]);
    expect(chart?.alt).toContain('more than 1,000 examples');
    expect(chart?.key).not.toContain('100');
    expect(equivalentsChart(group)?.key).toContain('fewer than 10 examples');
  });

  it('of a number in examples says all that it takes', () => {
    const high = group.equivalents.map((one) => ({
      ...one,
      ...{ answer: 'no positive equivalent' as const, shots: null },
      probabilities: { below: 0.1, between: 0.84, above: 0.06, without: 0 },
    }));
    const chart = equivalentsChart({ ...group, equivalents: high });
    expect(chart?.groups[0]?.rows[0]?.cells[0]?.text).toBe('10 % · 84 % · 6 %');
    expect(chart?.key).toContain('at least 80 %, the interval of the intermediate task’s own gain lies above 0');
  });

  it('of what more seeds would find names the difference that each line is of', () => {
    const chart = powerChart(view);
    expect(chart?.layers.flatMap((layer) => ('label' in layer ? [layer.label] : []))).toEqual(['xnli: mnli']);
    expect(chart?.alt).toMatch(/^xnli, mnli minus zero-shot, mean over 2 languages: 2 seeds /);
    expect(chart?.data.rows[0]?.slice(0, 4)).toEqual(['xnli', 'mnli', 'zero-shot', 'de sw']);
  });

  it('have long names below the chart, where they leave it its size', () => {
    const chart = powerChart(view);
    if (!chart) throw new Error('there is a chart');
    const name = 'cosmos-qa → tatoeba test (2 languages)';
    const layers = chart.layers.map((layer) => (layer.kind === 'line' ? { ...layer, label: name } : layer));
    const [short, long] = [xyFigure(chart), xyFigure({ ...chart, layers })];
    expect(long.height).toBeGreaterThan(short.height);
    // A telephone has 362 pixels beside the page's margins.
    expect(long.width).toBeLessThan(362);
    expect(long.body.markup).toContain(name);
  });

  it('says where a level is over other languages than the curve', () => {
    const part = group.equivalents.map((one) => (one.language === null ? { ...one, languages: ['de'] } : one));
    const labels = (chart: ReturnType<typeof shotsChart>) =>
      (chart?.layers ?? []).flatMap((layer) => (layer.kind === 'level' ? [layer.label] : []));
    expect(labels(shotsChart({ ...group, equivalents: part })).toSorted()).toEqual([
      'mnli (1 language)',
      'squad-v2 (1 language)',
    ]);
    expect(labels(shotsChart(group)).toSorted()).toEqual(['mnli', 'squad-v2']);
  });

  it('tells rows of one target apart by the model', () => {
    const models = ['example/a', 'example/b'];
    const two = { ...results, study: { ...results.study, models } };
    const cells = models.flatMap((model) => results.cells.map((cell) => ({ ...cell, model })));
    const all = viewOf(analyseResults({ ...two, cells }, { replicates: 200 }), { ...two, cells });
    const chart = varianceChart(all);
    expect(new Set(chart?.data.rows.map(([target]) => target))).toEqual(
      new Set(models.map((model) => `xnli, ${model}`)),
    );
    expect(forestChart(all)?.alt).toContain('xnli, example/b, mnli minus zero-shot');
  });

  it('draws no layer that has no score', () => {
    const chart = layersChart(
      sweep.map((one) => ({ ...one, scores: { ...one.scores, 3: Number.NaN } })),
      'xnli',
      'xnli',
    );
    expect(chart?.data.rows.map(([, layer]) => layer)).toEqual([1, 7]);
    expect(chart?.alt).not.toContain('NaN');
  });
});
