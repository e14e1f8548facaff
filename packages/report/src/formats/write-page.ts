import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '@stopover/core';
import { isFile, writeAtomic } from '@stopover/files';
import { type Figure, standaloneSvg } from '../figures/figure.ts';
import { pictureOf } from '../figures/picture.ts';
import type { ReportPage } from '../page/report-page.ts';
import { csvText } from './csv.ts';

/**
 * Writes index.html, and each figure under figures/ as .csv, .svg and .png, into a folder that is there. Figures and
 * downloads that the page there linked to until now and that the new one does not have are removed: they would pass for
 * parts of it. Other files stay.
 */
export async function writePage({ markup, figures }: ReportPage, folder: string): Promise<void> {
  const at = (name: string, ending: string) => join(folder, 'figures', `${name}.${ending}`);
  const former = await pageIn(folder);
  await mkdir(join(folder, 'figures'), { recursive: true });
  await Promise.all(figures.map((figure) => writeFigure(figure, (ending) => at(figure.name, ending))));
  // The page comes last: what it links to is there.
  await writeAtomic(join(folder, 'index.html'), markup);
  const gone = (linked: (page: string) => ReadonlySet<string>) =>
    [...linked(former)].filter((one) => !linked(markup).has(one));
  for (const name of gone(figuresOf)) for (const ending of endings) await rm(at(name, ending), { force: true });
  for (const name of gone(downloadsOf)) await rm(join(folder, name), { force: true });
}

const endings = ['csv', 'svg', 'png'] as const;

/** The page that lies in a folder, or nothing. */
async function pageIn(folder: string): Promise<string> {
  const page = join(folder, 'index.html');
  return (await isFile(page)) ? readFile(page, 'utf8') : '';
}

/** Names of the figures that a page links to. */
const figuresOf = (page: string): ReadonlySet<string> => linksOf(page, /href="figures\/([\w-]+)\.csv"/g);

/** Which of the files that not every report has lie beside a page, by its links. */
const downloadsOf = (page: string): ReadonlySet<string> => linksOf(page, /<a href="(layers\.parquet|study\.yaml)">/g);

const linksOf = (page: string, link: RegExp): ReadonlySet<string> =>
  new Set([...page.matchAll(link)].map(([, name = '']) => name));

async function writeFigure(figure: Figure, path: (ending: (typeof endings)[number]) => string): Promise<void> {
  await writeAtomic(path('csv'), csvText(figure.data.columns, figure.data.rows));
  await writeAtomic(path('svg'), standaloneSvg(figure));
  await writeAtomic(path('png'), await pictureOf(figure));
}

/** The pages that are an index.html in a folder of theirs, by a file that lies beside one kind alone. */
const kinds = { report: 'items.html', comparison: 'comparison.json' } as const;

/** @throws RequestError where a page of another kind lies in the folder, which this one would replace. */
export async function refuseOtherPage(folder: string, own: keyof typeof kinds): Promise<void> {
  for (const [kind, file] of Object.entries(kinds)) {
    if (kind === own || !(await isFile(join(folder, file)))) continue;
    const what = `a ${kind} lies there, whose page this would replace`;
    throw new RequestError({ where: folder, what, remedy: 'Give a folder of its own with --out.' });
  }
}

/** @throws RequestError where a file lies in the folder that no page there linked to, and that this would replace by another text. */
export async function refuseOtherFile(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  if (!(await isFile(path)) || downloadsOf(await pageIn(folder)).has(name)) return;
  if ((await readFile(path, 'utf8')) === text) return;
  const what = 'the report would put its own copy of the study file in its place';
  throw new RequestError({ where: path, what, remedy: 'Give a folder of its own with --out.' });
}
