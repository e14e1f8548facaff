import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from '@stopover/files';
import { type Figure, standaloneSvg } from '../figures/figure.ts';
import { pictureOf } from '../figures/picture.ts';
import { csvText } from './csv.ts';

/** Writes each figure as .csv, .svg and .png into a folder, which is made if need be. */
export async function writeFigures(figures: readonly Figure[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(figures.map((figure) => writeFigure(figure, folder)));
}

async function writeFigure(figure: Figure, folder: string): Promise<void> {
  const path = (ending: string) => join(folder, `${figure.name}.${ending}`);
  await writeAtomic(path('csv'), csvText(figure.data.columns, figure.data.rows));
  await writeAtomic(path('svg'), standaloneSvg(figure));
  await writeAtomic(path('png'), await pictureOf(figure));
}
