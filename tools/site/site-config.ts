import { defineConfig } from 'vitepress';
import { read, root } from '../checks/workspace.ts';
import { linkedFiles } from './linked-files.ts';
import { addressOf, sidebar } from './sidebar.ts';

const files = linkedFiles();

/**
 * The site: the pages of the repository as they are, at the addresses that they have there. VitePress refuses a link to a
 * page that does not exist.
 */
export const site = defineConfig({
  title: 'Stopover',
  description: 'What an English stop on the way to another language is worth to a multilingual encoder',
  head: [
    [
      'link',
      {
        rel: 'icon',
        type: 'image/svg+xml',
        href: `data:image/svg+xml,${encodeURIComponent(read('tools/site/icon.svg'))}`,
      },
    ],
  ],
  srcDir: root,
  srcExclude: ['!(docs|README.md|CONTRIBUTING.md|SECURITY.md){,/**}'],
  outDir: '../../dist/site',
  cacheDir: '../../node_modules/.cache/vitepress',
  // A folder's README is its index, as a forge shows it.
  rewrites: addressOf,
  // Wherever the site is put, its links lead inside it.
  base: './',
  markdown: { config: (md) => files.install(md) },
  buildEnd: ({ outDir }) => files.copyTo(outDir),
  themeConfig: {
    nav: [{ text: 'Reference', link: '/api/index.html', target: '_self' }],
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    search: { provider: 'local' },
  },
});
