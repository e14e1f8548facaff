// What was measured, by version.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';

const schema = z.object({ version: z.string() });
const require = createRequire(import.meta.url);

/** @param {string} name */
const versionOf = (name) =>
  schema.parse(JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8'))).version;

export const versions = { stopover: versionOf('stopover'), onnxruntime: versionOf('onnxruntime-node') };
