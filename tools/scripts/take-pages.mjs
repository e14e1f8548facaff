// Before a release is packed: the pages that messages name (`docs/study-file.md`) go into the package of the app, as what was
// compiled does. Git knows neither. A link out of docs/ leads nowhere there, and becomes its text.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const docs = join(root, 'docs');
const pages = join(root, 'packages', 'cli', 'docs');
rmSync(pages, { recursive: true, force: true });
cpSync(docs, pages, { recursive: true });
for (const name of readdirSync(pages, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.md')) continue;
  const page = join(pages, name);
  const text = readFileSync(page, 'utf8');
  const inside = text.replace(/(!?)\[([^\]]*)\]\((\.[^)\s]*)\)/g, (link, _, words, target) =>
    relative(pages, join(dirname(page), target)).startsWith('..') ? words : link,
  );
  if (inside !== text) writeFileSync(page, inside);
}
