import type { NamedPlugin, PluginSources } from '../plugin-kinds.ts';

/** A tracker that writes a table a stage. */
export function trackerSources(plugin: NamedPlugin): PluginSources {
  return {
    source: source(plugin),
    test: test(plugin),
    dependencies: [],
    devDependencies: [],
    use: `tracker: ${plugin.name}`,
  };
}

const source = ({
  name,
  packageName,
  variable,
}: NamedPlugin): string => `import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definePlugin, type TrackedLine, type Tracker } from '@stopover/core';

/** ${name}: say what shows what it writes. This one writes a table a stage, with a row for each number. */
export const ${variable} = (): Tracker => ({
  name: '${name}',
  // \`check(settings, where)\` refuses wrong settings; without it there are none.
  async begin(stage, { folder }) {
    const path = join(folder, \`\${stage.name}.tsv\`);
    // A stage that was killed goes on from a checkpoint: what it was told beyond that is told again.
    await writeFile(path, stage.before.flatMap(rowsOf).join(''));
    return {
      log: (line) => appendFile(path, rowsOf(line).join('')),
      end: ({ state }) => appendFile(path, \`# \${state}\\n\`),
    };
  },
});

const rowsOf = ({ step, of, metrics }: TrackedLine): readonly string[] =>
  Object.entries(metrics).map(([metric, value]) => \`\${step}\\t\${of}/\${metric}\\t\${value}\\n\`);

export default definePlugin({ name: '${packageName}', trackers: [${variable}()] });
`;

const test = ({ name, variable }: NamedPlugin): string => `import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrackedLine, TrackedStage } from '@stopover/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ${variable} } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), '${name}-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const stage: TrackedStage = {
  key: 'ab'.repeat(32),
  title: 'mnli, seed 1',
  name: 'mnli_seed_1-abababab',
  kind: 'train',
  study: 'small',
  arms: ['zero-shot'],
  seed: 1,
  settings: { learningRate: 1e-5 },
  model: null,
  before: [],
};
const lines: readonly TrackedLine[] = [
  { step: 10, of: 'train', metrics: { loss: 1.5 } },
  { step: 20, of: 'train', metrics: { loss: 1 } },
  { step: 20, of: 'eval', metrics: { accuracy: 40 } },
];
const written = () => readFile(join(folder, \`\${stage.name}.tsv\`), 'utf8');

it('writes a row for each number, and how it ended', async () => {
  const run = await ${variable}().begin(stage, { folder, settings: {} });
  for (const line of lines) await run.log(line);
  await run.end({ state: 'done', selectedStep: 20 });
  expect(await written()).toBe('10\\ttrain/loss\\t1.5\\n20\\ttrain/loss\\t1\\n20\\teval/accuracy\\t40\\n# done\\n');
});

it('has each step once after a stage was killed and goes on', async () => {
  const killed = await ${variable}().begin(stage, { folder, settings: {} });
  for (const line of lines) await killed.log(line);
  const run = await ${variable}().begin({ ...stage, before: lines.slice(0, 1) }, { folder, settings: {} });
  await run.log({ step: 15, of: 'train', metrics: { loss: 1.25 } });
  expect(await written()).toBe('10\\ttrain/loss\\t1.5\\n15\\ttrain/loss\\t1.25\\n');
});
`;
