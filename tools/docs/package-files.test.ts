import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf, packages, read, root } from '../checks/workspace.ts';
import { citationWith, manifestWith, pageOf } from './package-files.mjs';

const place = JSON.parse(read('package.json'));

const stale = 'run `npm run gen`';

// `npm run gen` runs this file with -u, which writes the files; here they are compared.
describe.each(packages)('the package in $folder', ({ folder, manifest }) => {
  const written = ['packages/cli', 'packages/miniature'];

  it('says where it is from, and ships what its source maps lead to', async () => {
    const path = `${folder}/package.json`;
    await expect(manifestWith(read(path), folder, place), stale).toMatchFileSnapshot(join(root, path));
  });

  it('has the licence and a page', async () => {
    await expect(read('LICENSE'), stale).toMatchFileSnapshot(join(root, folder, 'LICENSE'));
    const page = join(root, folder, 'README.md');
    if (written.includes(folder)) expect(existsSync(page)).toBe(true);
    else await expect(pageOf(manifest, place), stale).toMatchFileSnapshot(page);
  });
});

describe('beside the packages', () => {
  it('CITATION.cff has the version of the app and the addresses of the project', async () => {
    const { version } = manifestOf('packages/cli');
    const citation = citationWith(read('CITATION.cff'), version, place);
    expect(citation).toMatch(/^version: \S+$.*^url: \S+$.*^repository-code: \S+$/ms);
    await expect(citation, stale).toMatchFileSnapshot(join(root, 'CITATION.cff'));
  });

  it('SECURITY.md has an address at the home of the project', () => {
    const hosts = [...read('SECURITY.md').matchAll(/<[\w.]+@([\w.-]+)>/g)].map(([, host]) => host);
    expect(hosts).toEqual([new URL(place.homepage).hostname]);
  });
});
