import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** What a page has, and where it leads. */
interface Built {
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};
const text = (value: string): string =>
  value.replace(/&(?:amp|quot|#39|lt|gt);/g, (entity) => entities[entity] ?? entity);

/** Every link, picture, style and script of built pages that leads to no file, or to no part of a page. */
export function deadLinks(folder: string): readonly string[] {
  const pages = new Map<string, Built>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.html')) pages.set(join(folder, name), builtPage(readFileSync(join(folder, name), 'utf8')));
  }
  const problems = new Set<string>();
  for (const [page, { links }] of pages) {
    for (const link of links) {
      const problem = problemOf(page, link, pages);
      if (problem) problems.add(`${relative(folder, page)}: ${link} (${problem})`);
    }
  }
  return [...problems];
}

function builtPage(html: string): Built {
  const values = (name: string) =>
    [...html.matchAll(new RegExp(`<[a-z][^<>]*?\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) => text(value));
  return { ids: new Set(values('id')), links: [...new Set([...values('href'), ...values('src')])] };
}

function problemOf(page: string, link: string, pages: ReadonlyMap<string, Built>): string | undefined {
  if (/^(?:[a-z]+:|\/\/)/i.test(link)) return undefined;
  const [path = '', hash = ''] = link.split('#');
  const to = path === '' ? page : resolve(dirname(page), decodeURIComponent(path.replace(/\?.*$/, '')));
  if (!existsSync(to)) return 'no such file';
  const found = pages.get(to);
  if (hash === '' || !found) return undefined;
  return found.ids.has(decodeURIComponent(hash)) ? undefined : 'no such part of the page';
}
