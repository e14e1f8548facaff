// Runs the demo and puts the pictures of its report where docs/demo.md shows them: `npm run demo:pictures`.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;
const store = mkdtempSync(join(tmpdir(), 'stopover-demo-'));
execFileSync(join(root, 'node_modules/.bin/stopover'), ['demo', '--store', store], { stdio: 'inherit' });
const out = join(root, 'docs/demo');
mkdirSync(out, { recursive: true });
for (const name of ['forest', 'examples-xcopa-copa', 'equivalents-xcopa-copa', 'layers-tatoeba'])
  copyFileSync(join(store, 'reports/demo/figures', `${name}.svg`), join(out, `${name}.svg`));
rmSync(store, { recursive: true });
