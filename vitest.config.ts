import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// '@stopover/source' resolves workspace packages to src/*.ts (see "exports" in each package.json): tests need no build.
const conditions = ['@stopover/source'];

/** Files that take most of a minute or more, the longest first. */
const long = [
  'study/demo',
  'slurm/src/failures',
  'generators/outside-init',
  'program/other-nodes',
  'composition/third-party',
  'study/slurm-run',
  'tools/bench/commands',
  'study/run.test',
  'graphs/webgpu',
  'tools/site',
  'program/command.test',
  'study/sweep',
  'slurm/src/lost-owner',
  'generators/generators',
  'commands/wrong-input',
];

/** Files between two that wait for a cluster. */
const between = 6;

/** Long files begin first, so that none trails in the end; those that wait without computing are spread among the others. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isWaiting = ({ moduleId }: TestSpecification) => moduleId.includes('slurm');
    const rank = ({ moduleId }: TestSpecification) =>
      (long.findIndex((part) => moduleId.includes(part)) + 1 || 100) - 1;
    const sorted = (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
    const others = sorted.filter((file) => !isWaiting(file));
    sorted.filter(isWaiting).forEach((file, i) => void others.splice(i * between, 0, file));
    return others;
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'tools/generators/**/files/**'],
    environment: 'node',
    // onnxruntime-node and tokenizers are native addons: child processes, not worker threads.
    pool: 'forks',
    sequence: { sequencer: LongFirst },
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // Long enough for the list of what is wrong to stand in the message.
    chaiConfig: { truncateThreshold: 400 },
  },
});
