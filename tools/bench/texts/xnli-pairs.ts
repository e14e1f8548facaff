// Texts to measure with: those of a mirror, or made up where there is none.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Source } from '@stopover/core';
import { mirrorSource } from '@stopover/hub';
import { miniatureSource } from '@stopover/miniature';
import { xnli } from '@stopover/task-xnli';

/** Two sentences of natural language inference. */
export interface Pair {
  readonly premise: string;
  readonly hypothesis: string;
}

/** The mirror's folder where there is one. */
export const mirrorAt = (folder: string): string | undefined =>
  existsSync(resolve(folder, 'datasets')) ? resolve(folder) : undefined;

/**
 * Premises and hypotheses of XNLI's test rows, as many from each language; without a mirror those of the miniature
 * world, joined until they are about as long as real ones.
 */
export async function xnliPairs(mirror: string | undefined, count: number): Promise<readonly Pair[]> {
  const source = mirror ? mirrorSource(mirror) : miniatureSource();
  const configs = mirror ? Object.keys(xnli.languages).filter((config) => existsSync(tableOf(mirror, config))) : ['en'];
  const each = Math.ceil(count / configs.length);
  const pairs: Pair[] = [];
  for (const config of configs) {
    // Hypotheses of one premise follow each other, so rows are taken from all over the file.
    const rows = await rowsOf(source, config);
    const step = Math.max(1, Math.floor(rows.length / each));
    for (let i = 0; i < each; i++) {
      const row = rows[(i * step) % rows.length];
      const before = mirror ? '' : `${rows[(i * step + 1) % rows.length]?.premise} `;
      if (row) pairs.push({ premise: `${before}${row.premise}`, hypothesis: row.hypothesis });
    }
  }
  // As a data set has them: short beside long, one language after the other only by chance.
  return pairs
    .map((_, i) => pairs[(i * 7919) % pairs.length])
    .flatMap((pair) => pair ?? [])
    .slice(0, count);
}

const tableOf = (mirror: string, config: string): string =>
  resolve(mirror, 'datasets', xnli.source.repo, config, 'test');

async function rowsOf(source: Source, config: string): Promise<readonly Pair[]> {
  const rows: Pair[] = [];
  for await (const row of source.rows({ repo: xnli.source.repo, revision: 'main', config, split: 'test' })) {
    const example = xnli.read(row);
    if ('text' in example) rows.push({ premise: example.text, hypothesis: example.pair ?? '' });
  }
  return rows;
}
