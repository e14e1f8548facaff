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

type Layers = RunFacts['layers'];

const nameOf = ({ title }: Layers[number]): string => title.split(' → ', 1)[0] ?? '';
const isBase = ({ title }: Layers[number]): boolean => title.endsWith('base model');

/** @throws Error where a target's layers are not known. */
function baseOf(all: Layers): Layers[number] {
  const base = all.find(isBase);
  if (base) return base;
  throw new Error('no evaluation of the base model says its scores by layer');
}

function layersOf(all: Layers): string {
  const base = baseOf(all);
  const names = [...new Set(all.filter((one) => !isBase(one)).map(nameOf))];
  return table(
    ['layer', 'base model', ...names],
    Object.keys(base.scores).map((layer) => [
      layer,
      score(base.scores[layer] ?? null),
      ...names.map((name) => gainAt(all, layer, name)),
    ]),
  );
}

function gainAt(all: Layers, layer: string, name: string): string {
  const base = baseOf(all);
  const gains = all
    .filter((one) => !isBase(one) && nameOf(one) === name)
    .map(({ scores }) => (scores[layer] ?? Number.NaN) - (base.scores[layer] ?? Number.NaN));
  const error = (standardDeviation(gains) ?? Number.NaN) / Math.sqrt(gains.length);
  const [middle, half] = [mean(gains), tQuantile(0.975, gains.length - 1) * error];
  if (Number.isNaN(half)) throw new Error(`layer ${layer} of ${name} has no interval`);
  return withInterval(middle, [middle - half, middle + half]);
}

/** What an intermediate adds at a layer of a target, or with `base` the score of the encoder as it comes. */
export function atLayer({ layers }: RunFacts, target: string, layer: string, name: string): string {
  const all = layers.filter((one) => one.target === target);
  return name === 'base' ? score(baseOf(all).scores[layer] ?? null) : gainAt(all, layer, name);
}
