import { defineConfig } from 'vitest/config';

// '@stopover/source' resolves workspace packages to src/*.ts (see "exports" in each package.json): tests need no build.
const conditions = ['@stopover/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'tools/generators/**/files/**'],
    environment: 'node',
    // onnxruntime-node and tokenizers are native addons: child processes, not worker threads.
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Long enough for the list of what is wrong to stand in the message.
    chaiConfig: { truncateThreshold: 400 },
  },
});
