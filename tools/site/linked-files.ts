import { copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { filesBelow, root } from '../checks/workspace.ts';

/** What pages link to. */
export interface LinkedFiles {
  /** Makes links to files of the repository, and to the README of a folder, lead to what the site has of them. */
  install(md: MarkdownRenderer): void;
  /** Copies the files that were linked to. */
  copyTo(folder: string): void;
}

/** Where the site has the files that are no pages. */
const place = 'files';

/** Files and folders of the repository that pages link to and that are no pages: the site has them too. */
export function linkedFiles(): LinkedFiles {
  const found = new Set<string>();

  /** What a link of a page leads to in the site; undefined where VitePress knows. */
  function inSite(page: string, href: string): string | undefined {
    const [path = '', hash = ''] = href.split('#');
    if (path === '' || /^[a-z]+:/i.test(href)) return undefined;
    if (/(^|\/)README\.md$/.test(path)) return href.replace('README.md', 'index.md');
    const file = join(dirname(page), decodeURI(path));
    if (path.endsWith('.md') || !existsSync(file)) return undefined;
    const name = relative(root, file).split(sep).join('/');
    found.add(name);
    return `/${place}/${name}${statSync(file).isFile() ? '' : '/index.html'}${hash && `#${hash}`}`;
  }

  return {
    install: (md) => {
      md.core.ruler.push('stopover_links', ({ tokens, env }) => {
        for (const link of tokens
          .flatMap(({ children }) => children ?? [])
          .filter(({ type }) => type === 'link_open')) {
          const href = link.attrGet('href') ?? '';
          const to = inSite(env.realPath ?? env.path, href);
          if (to === undefined) continue;
          link.attrSet('href', to);
          // VitePress takes what it is told to open by itself for no page.
          if (to.startsWith('/')) link.attrSet('target', '_self');
        }
      });
    },
    copyTo: (site) => {
      for (const name of found) {
        const isFile = statSync(join(root, name)).isFile();
        const files = isFile ? [name] : filesBelow(name);
        for (const file of files) copy(file, join(site, place, file));
        if (!isFile) writeFileSync(join(site, place, name, 'index.html'), listing(name, files));
      }
    },
  };
}

function copy(file: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(join(root, file), to);
}

/** A page for a folder that a page links to. */
function listing(folder: string, files: readonly string[]): string {
  const links = files
    .map((file) => file.slice(folder.length + 1))
    .map((file) => `<li><a href="${file}">${file}</a></li>`);
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${folder}</title>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body><h1>${folder}</h1><ul>${links.join('')}</ul></body></html>`;
}
