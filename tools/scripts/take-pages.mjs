// Before a release is packed: the pages that messages name (`docs/study-file.md`) go into the package of the app, as what was
// compiled does. Git knows neither.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const pages = join(root, 'packages', 'cli', 'docs');
rmSync(pages, { recursive: true, force: true });
cpSync(join(root, 'docs'), pages, { recursive: true });
