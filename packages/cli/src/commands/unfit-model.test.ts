import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCheckpoint, saveCheckpoint } from '@stopover/encoders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { writeSmallModel } from '../fixtures/small-model.ts';

const study = (model: string) => `name: unfit
model: ./${model}
targets: [xnli]
languages: [de]
arms: [zero-shot]
recipe: { all: { maxSteps: 1, select: last } }
`;

let folder: TemporaryFolder;

beforeAll(async () => {
  build();
  folder = await temporaryFolder();
  for (const name of ['few-words', 'numberless']) {
    await writeSmallModel(join(folder.path, name));
    await folder.write(`${name}.yaml`, study(name));
  }
  const config = join(folder.path, 'few-words', 'config.json');
  await writeFile(config, (await readFile(config, 'utf8')).replace('"vocab_size": 4096', '"vocab_size": 4090'));
  const { weights, ...read } = await loadCheckpoint(join(folder.path, 'numberless'));
  for (const [name, { data }] of weights) if (name.endsWith('query.bias')) data[2] = Number.NaN;
  await saveCheckpoint(join(folder.path, 'numberless'), weights, { ...read, head: 'mlm' });
}, 180_000);

afterAll(() => folder?.[Symbol.asyncDispose]());

const command = (...args: string[]) => stopoverHere([...args, '--source', 'miniature'], { cwd: folder.path });

describe('a base model that does not fit', { timeout: 120_000 }, () => {
  it.each([
    ['few-words', /few-words\/config\.json: .* \(vocab_size 4090\), and the weights have \[4096, 16\]/],
    ['numberless', /tensor "roberta\..*query\.bias", number 2: the weights hold NaN/],
  ])('%s is refused by the plan', async (name, message) => {
    const { status, stderr } = await command('plan', `${name}.yaml`, '--store', 'store');
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
  });

  it('is refused before a step is trained', async () => {
    const { status, stderr } = await command('finetune', '--model', './few-words', '--task', 'mnli', '--out', 'out');
    expect(stderr).toMatch(/vocab_size 4090/);
    expect(status).toBe(1);
  });

  it('has no head to be evaluated', async () => {
    const { status, stderr } = await command(
      'evaluate',
      '--model',
      './numberless',
      '--task',
      'xnli',
      '--languages',
      'de',
    );
    expect(stderr).toContain(
      'trained for masked-language modelling (XLMRobertaForMaskedLM); xnli needs classification',
    );
    expect(status).toBe(2);
  });
});
