// Which page stands where at the side. A page that no group names stands under "More", so that none is out of reach.
import { basename } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { filesBelow, read } from '../checks/workspace.ts';

/** Names of pages in docs, in the order of a reader's way. */
const groups: Readonly<Record<string, readonly string[]>> = {
  Studies: ['study-file', 'own-data', 'command-line', 'arms', 'tasks', 'data', 'mirror', 'adapters', 'small-encoder'],
  'Running them': [
    'plan-estimates',
    'cluster',
    'gpus',
    'looking-into-a-store',
    'tracking',
    'disk',
    'performance',
    'troubleshooting',
  ],
  Results: ['reading-a-report', 'sharing', 'statistics', 'claims', 'comparing-studies', 'analysing-items', 'score'],
  'How it works': ['how-training-works', 'architecture', 'glossary'],
};

/** Every page, as a path in the repository. */
export const pages: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...filesBelow('docs').filter((path) => path.endsWith('.md')),
];

/** What stands at the side of every page. */
export function sidebar(): DefaultTheme.SidebarItem[] {
  const named = Object.entries(groups).map(([text, names]) =>
    group(
      text,
      names.map((name) => `docs/${name}.md`),
    ),
  );
  const inDocs = pages.filter((path) => /^docs\/[^/]+$/.test(path));
  const isWriting = (path: string): boolean => basename(path).startsWith('writing-');
  const known = new Set(Object.values(groups).flat());
  const others = inDocs.filter((path) => !isWriting(path) && !known.has(basename(path, '.md')));
  return [
    group('Start here', ['README.md']),
    ...named,
    group('More', others),
    group('Extending', inDocs.filter(isWriting)),
    group('Studies that were run', inFolder('results')),
    group('The project', ['CONTRIBUTING.md', 'SECURITY.md']),
    { ...group('Decisions', inFolder('decisions')), collapsed: true },
  ].filter(({ items }) => items !== undefined && items.length > 0);
}

/** The pages of a folder in docs, in the order in which its README links to them; that first, and last what it leaves out. */
function inFolder(name: string): readonly string[] {
  const readme = `docs/${name}/README.md`;
  const there = pages.filter((path) => path.startsWith(`docs/${name}/`));
  const linked = there.includes(readme) ? [...read(readme).matchAll(/\]\(([\w./-]+\.md)\)/g)].map(([, to]) => to) : [];
  const order = [readme, ...linked.map((to) => `docs/${name}/${to}`)];
  return [...new Set([...order, ...there])].filter((path) => there.includes(path));
}

const group = (text: string, paths: readonly string[]): DefaultTheme.SidebarItem => ({
  text,
  items: paths
    .filter((path) => pages.includes(path))
    .map((path) => ({ text: titleOf(path), link: `/${addressOf(path)}` })),
});

/** The heading of a page. */
const titleOf = (path: string): string => /^# (.+)$/m.exec(read(path))?.[1]?.replaceAll('`', '') ?? path;

/** Where the site has a page: the README of a folder is its index. */
export const addressOf = (path: string): string => path.replace(/README\.md$/, 'index.md');
