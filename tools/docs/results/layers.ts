import { score, withInterval } from '@stopover/report';
import { mean, standardDeviation, tQuantile } from '@stopover/statistics';
import { table } from '../task-pages.ts';
import type { RunFacts } from './facts.ts';

/**
 * Scores of the base model by layer, and what each intermediate adds there: mean over languages, interval over seeds only,
 * since items are stored for the layer that is read alone.
 */
export function layersPart({ layers }: RunFacts): string {
  const targets = [...new Set(layers.map(({ target }) => target))];
  return targets
    .map((target) => `**${target}**\n\n${layersOf(layers.filter((one) => one.target === target))}`)
    .join('\n\n');
}

function layersOf(all: RunFacts['layers']): string {
  const base = all.find(({ title }) => title.endsWith('base model'));
  if (!base) throw new Error('no evaluation of the base model says its scores by layer');
  const nameOf = (title: string) => title.split(' → ', 1)[0] ?? '';
  const names = [...new Set(all.filter((one) => one !== base).map(({ title }) => nameOf(title)))];
  const gain = (name: string, layer: string) => {
    const gains = all
      .filter((one) => one !== base && nameOf(one.title) === name)
      .map(({ scores }) => (scores[layer] ?? Number.NaN) - (base.scores[layer] ?? Number.NaN));
    const [middle, half] = [
      mean(gains),
      (tQuantile(0.975, gains.length - 1) * (standardDeviation(gains) ?? Number.NaN)) / Math.sqrt(gains.length),
    ];
    return withInterval(middle, [middle - half, middle + half]);
  };
  return table(
    ['layer', 'base model', ...names],
    Object.keys(base.scores).map((layer) => [
      layer,
      score(base.scores[layer] ?? null),
      ...names.map((name) => gain(name, layer)),
    ]),
  );
}
