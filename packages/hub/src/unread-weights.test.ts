import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelFolder } from './model-folder.ts';
import { unreadWeights } from './unread-weights.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-unread-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const convert = 'save it with save_pretrained(FOLDER, safe_serialization=True)';

it('weights in other forms are named, with how they become safetensors', () => {
  for (const name of [
    'pytorch_model.bin',
    'pytorch_model-00001-of-00002.bin',
    'model.pt',
    'last.ckpt',
    'adapter_model.bin',
  ])
    expect(unreadWeights(['config.json', name, 'training_args.bin'])).toMatch(
      `Pickled weights (${name}) are never read, because they can run code`,
    );
  expect(unreadWeights(['pytorch_model.bin'])).toContain(convert);
  expect(unreadWeights(['tf_model.h5'])).toContain('from_tf=True');
  expect(unreadWeights(['flax_model.msgpack'])).toContain('from_flax=True');
  expect(unreadWeights(['config.json', 'optimizer.pt', 'scheduler.pt', 'rng_state.pth', 'training_args.bin'])).toBe(
    undefined,
  );
});

it('a folder that lacks its weights is told of pickled ones, and no other', async () => {
  for (const name of ['config.json', 'pytorch_model-00001-of-00002.bin']) await writeFile(join(folder, name), 'x');
  await expect(modelFolder(folder)).rejects.toThrow(
    /model\.safetensors, tokenizer\.json missing\. Pickled weights \(pytorch_model-00001/,
  );
  await writeFile(join(folder, 'model.safetensors'), 'x');
  await expect(modelFolder(folder)).rejects.toThrow(/: tokenizer\.json missing\. Save the model with/);
});
