// A release tells the world where the project lives: an address that leads nowhere must not be published. And it is built
// from nothing: what is left in dist of a source that is gone would be published too.
import { readdirSync, readFileSync, rmSync } from 'node:fs';

const { homepage, workspaces } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
if (new URL(homepage).hostname.endsWith('.example')) {
  console.error(`package.json: homepage, repository and bugs still lead nowhere (${homepage}).`);
  console.error('Write the addresses of the project there, run `npm run gen`, and release again.');
  process.exitCode = 1;
} else {
  for (const glob of workspaces) {
    const parent = new URL(`../../${glob.replace(/\*$/, '')}`, import.meta.url);
    for (const name of readdirSync(parent)) rmSync(new URL(`${name}/dist`, parent), { recursive: true, force: true });
  }
}
