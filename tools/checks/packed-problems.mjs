// What publint and are-the-types-wrong find in a packed package. `npm test` asks it of what a test packed, and the release
// check of the tarballs that it then installs.
import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

// All are modules: `require` of one in Node 16, and TypeScript before it knew `exports`, are not supported.
const unsupported = new Set(['node10', 'node16-cjs']);

/**
 * What is wrong with a packed package, one line for each fault.
 * @param {string} tarball
 * @returns {Promise<string[]>}
 */
export async function packedProblems(tarball) {
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  const found = await checkPackage(createPackageFromTarballData(bytes));
  if (!found.types) return ['it has no types'];
  const wrong = found.problems.filter((one) => !('resolutionKind' in one && unsupported.has(one.resolutionKind)));
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`),
    ...wrong.map((problem) => `are-the-types-wrong: ${JSON.stringify(problem)}`),
  ];
}
