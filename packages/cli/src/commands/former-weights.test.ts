import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/folder.ts';
import { removeFormerWeights } from './former-weights.ts';

describe('weights that an earlier export has left', () => {
  it.each([
    [
      ['config.json', 'model.safetensors'],
      ['adapter_config.json', 'adapter_model.safetensors'],
    ],
    [
      ['config.json', 'model-1-of-2.safetensors', 'model-2-of-2.safetensors', 'model.safetensors.index.json'],
      ['model-00001-of-00003.safetensors', 'model.safetensors'],
    ],
    [['adapter_config.json', 'adapter_model.safetensors', 'config.json'], ['model.safetensors']],
  ])('go where %o was written, and nothing else does', async (written, former) => {
    await using folder = await temporaryFolder();
    const others = ['README.md', 'notes.safetensors', 'tokenizer.json'];
    for (const name of [...written, ...former, ...others]) await folder.write(name, name);
    expect(await removeFormerWeights(folder.path, written)).toEqual(former);
    expect((await readdir(folder.path)).sort()).toEqual([...written, ...others].sort());
  });
});
