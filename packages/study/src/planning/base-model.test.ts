import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TinySource } from '../fixtures/tiny-world.ts';
import { findModel } from './base-model.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-pickled-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('a folder with pickled weights alone is refused with how they become safetensors', async () => {
  for (const name of ['config.json', 'tokenizer.json', 'pytorch_model.bin']) await writeFile(join(folder, name), 'x');
  const found = findModel({ file: 'study.yaml' }, new TinySource(''), {
    id: folder,
    where: 'study.yaml, line 2, model',
  });
  await expect(found).rejects.toThrow(
    /^study\.yaml, line 2, model: .* has no model\.safetensors\. Pickled weights \(pytorch_model\.bin\) are never read.*safe_serialization=True/,
  );
});
