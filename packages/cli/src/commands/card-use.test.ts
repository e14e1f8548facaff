// What the card of an exported model tells its reader to run, run as it stands there: in Python's transformers, with peft
// where it is an adapter, and in Transformers.js.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { writeSmallModel } from '../fixtures/small-model.ts';
import { exportModel } from './export.ts';
import { finetune } from './finetune.ts';

const python = process.env['STOPOVER_PYTHON'] ?? 'python3';
const imports = 'import torch, transformers, peft';
const here = spawnSync(python, ['-c', imports], { timeout: 120_000 }).status === 0;

/** By kind of head, and what is left in a variable of the code. */
const trained = [
  { task: 'mnli', result: 'label', js: 'logits' },
  { task: 'copa', result: 'best' },
  { task: 'squad-v1', result: 'answer', js: 'found' },
  { task: 'pan-x', result: 'tags', js: 'tokens' },
  { task: 'squad-retrieval', result: 'embeddings' },
] as const;

let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeSmallModel(join(folder.path, 'model'));
  for (const { task } of trained) await train(task, task, {});
  await train('adapter', 'mnli', { adapter: { type: 'lora', rank: 2, alpha: 4, targetModules: ['query', 'value'] } });
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

/** One step of training by the command, in this process. */
async function train(name: string, task: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const all = { maxSteps: 1, batchSize: 2, maxExamples: 8, maxLength: 64, select: 'last', ...fields };
  // JSON is YAML.
  const study = { name: 't', model: './model', targets: ['xcopa'], recipe: { all } };
  const recipe = await folder.write(`${name}.yaml`, JSON.stringify(study));
  const options = { model: join(folder.path, 'model'), source: 'miniature', backend: 'cpu', seed: 1, threads: 1 };
  expect(await finetune({ ...options, task, recipe, out: join(folder.path, name) })).toBe(0);
}

/** The code of the card of an exported model, with the folder in it. */
async function codeOf(
  name: string,
  language: 'python' | 'js',
  more: { readonly onnx?: boolean } = {},
): Promise<string> {
  const out = join(folder.path, `${name}-${language}`);
  expect(await exportModel({ model: join(folder.path, name, 'model'), out, source: 'miniature', ...more })).toBe(0);
  const card = await readFile(join(out, 'README.md'), 'utf8');
  const [, code] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(card) ?? [];
  if (code === undefined) throw new Error(`the card of ${name} has no ${language}:\n${card}`);
  return code.replaceAll('DIR', JSON.stringify(out)).replaceAll('BASE', JSON.stringify(join(folder.path, 'model')));
}

describe('the code of a card', () => {
  it.skipIf(!here)(
    `runs in Python${here ? '' : ` (skipped: ${python} has no torch, transformers and peft)`}`,
    async () => {
      const runs = [...trained, { task: 'adapter', result: 'label' }];
      const codes = await Promise.all(runs.map(({ task }) => codeOf(task, 'python')));
      const lines = runs.flatMap(({ task, result }, i) => [codes[i], `print(${JSON.stringify(task)}, ${result})`]);
      const { stdout, stderr, status } = spawnSync(python, ['-c', lines.join('\n')], { encoding: 'utf8' });
      expect(status, stderr).toBe(0);
      expect(stdout).toMatch(/^mnli (entailment|neutral|contradiction)$/m);
      expect(stdout).toMatch(/^copa the (first|second) ending$/m);
      expect(stdout).toMatch(/^squad-v1 /m);
      expect(stdout).toMatch(/^pan-x \['/m);
      expect(stdout).toMatch(/^squad-retrieval tensor/m);
      expect(stdout).toMatch(/^adapter (entailment|neutral|contradiction)$/m);
    },
  );

  it('runs in Transformers.js', async () => {
    for (const one of trained) {
      if (!('js' in one)) continue;
      const code = await codeOf(one.task, 'js', { onnx: true });
      // Here the package goes by the name that it had at first.
      const text = `${code.replace('@huggingface/transformers', '@xenova/transformers')}\nconsole.log(JSON.stringify(${one.js}));\n`;
      const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', text], {
        ...{ cwd: import.meta.dirname, encoding: 'utf8' },
      });
      expect(status, stderr).toBe(0);
      expect(JSON.parse(stdout)).toBeDefined();
    }
  });
});
