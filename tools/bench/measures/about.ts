// What was measured, and on what.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { z } from 'zod';

const schema = z.object({ version: z.string() });
const require = createRequire(import.meta.url);

const versionIn = (manifest: string): string => schema.parse(JSON.parse(readFileSync(manifest, 'utf8'))).version;

/** Versions of this project and of the runtime that computes. */
export const versions = () => ({
  stopover: versionIn(require.resolve('stopover/package.json')),
  onnxruntime: versionIn(require.resolve('onnxruntime-node/package.json')),
});

/** What the processor calls itself; empty where the system does not say. */
export const processor = (): string => cpus()[0]?.model ?? '';
