import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The file that npm links as `stopover`. */
export const program: string = join(
  dirname(createRequire(import.meta.url).resolve('stopover/package.json')),
  'bin',
  'stopover.js',
);
