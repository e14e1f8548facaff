// A release tells the world where the project lives: an address that leads nowhere must not be published. And it is built
// from nothing.
import { readFileSync } from 'node:fs';
import { emptyDist } from './empty-dist.mjs';

const { homepage } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
if (new URL(homepage).hostname.endsWith('.example')) {
  console.error(`package.json: homepage, repository and bugs still lead nowhere (${homepage}).`);
  console.error('Write the addresses of the project there, run `npm run gen`, and release again.');
  process.exitCode = 1;
} else {
  emptyDist();
}
