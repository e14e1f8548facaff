import { readFileSync } from 'node:fs';

/** The version of this package, as its package.json says. */
export const version: string = versionIn(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

function versionIn(text: string): string {
  const manifest: unknown = JSON.parse(text);
  const found = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
  return typeof found === 'string' ? found : '0.0.0';
}
