// What is left in dist of a source that is gone would be published too: a release is built from nothing.
import { readdirSync, readFileSync, rmSync } from 'node:fs';

/** Removes what was built of every workspace package. */
export function emptyDist() {
  const root = new URL('../../', import.meta.url);
  /** @type {{ workspaces: string[] }} */
  const { workspaces } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  for (const glob of workspaces) {
    const parent = new URL(glob.replace(/\*$/, ''), root);
    for (const name of readdirSync(parent)) rmSync(new URL(`${name}/dist`, parent), { recursive: true, force: true });
  }
}
