import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isFile, writeAtomic } from '@stopover/files';
import { type Figure, standaloneSvg } from '../figures/figure.ts';
import { pictureOf } from '../figures/picture.ts';
import type { ReportPage } from '../page/report-page.ts';
import { csvText } from './csv.ts';

/**
 * Writes index.html, and each figure under figures/ as .csv, .svg and .png, into a folder that is there. Figures that
 * the page there linked to until now and that the new one does not have are removed; other files stay.
 */
export async function writePage({ markup, figures }: ReportPage, folder: string): Promise<void> {
  const page = join(folder, 'index.html');
  const at = (name: string, ending: string) => join(folder, 'figures', `${name}.${ending}`);
  const former = figuresOf((await isFile(page)) ? await readFile(page, 'utf8') : '');
  await mkdir(join(folder, 'figures'), { recursive: true });
  await Promise.all(figures.map((figure) => writeFigure(figure, (ending) => at(figure.name, ending))));
  // The page comes last: what it links to is there.
  await writeAtomic(page, markup);
  for (const { name } of figures) former.delete(name);
  for (const name of former) for (const ending of endings) await rm(at(name, ending), { force: true });
}

const endings = ['csv', 'svg', 'png'] as const;

/** Names of the figures that a page links to. */
const figuresOf = (page: string): Set<string> =>
  new Set([...page.matchAll(/href="figures\/([\w-]+)\.csv"/g)].map(([, name = '']) => name));

async function writeFigure(figure: Figure, path: (ending: (typeof endings)[number]) => string): Promise<void> {
  await writeAtomic(path('csv'), csvText(figure.data.columns, figure.data.rows));
  await writeAtomic(path('svg'), standaloneSvg(figure));
  await writeAtomic(path('png'), await pictureOf(figure));
}
