import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeHub, fakeHub } from '@stopover/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hubSource } from './hub-source.ts';
import { mirrorSource } from './mirror-source.ts';

const names = {
  required: ['config.json', 'onnx/encoder_model.onnx'],
  optional: ['onnx/encoder_model.onnx_data', 'generation_config.json'],
};
const graph = Buffer.alloc(900, 2);

let folder: string;
let hub: FakeHub;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-files-'));
  hub = await fakeHub({
    'models/lab/translator': {
      branch: 'main',
      commit: 'c0ffee0000000000000000000000000000000003',
      files: {
        'config.json': Buffer.from('{}'),
        'generation_config.json': Buffer.from('{"a":1}'),
        'onnx/encoder_model.onnx': graph,
        'onnx/encoder_model_quantized.onnx': Buffer.alloc(900, 3),
      },
    },
  });
});
afterEach(async () => {
  await hub[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const open = (offline = false) => hubSource({ endpoint: hub.endpoint, cache: folder, retryDelay: 1, offline });

it('fetches the named files of a model, those of folders too, and nothing else; then works offline', async () => {
  const path = await open().capabilities.files?.('lab/translator', names);
  expect(await readFile(join(path ?? '', 'onnx/encoder_model.onnx'))).toEqual(graph);
  expect(await readFile(join(path ?? '', 'generation_config.json'), 'utf8')).toBe('{"a":1}');
  expect(hub.requests.some((request) => request.path.includes('quantized'))).toBe(false);
  const before = hub.requests.length;
  expect(await open(true).capabilities.files?.('lab/translator', names)).toBe(path);
  expect(hub.requests.length).toBe(before);
});

it('names what a repository of the hub lacks', async () => {
  const asked = open().capabilities.files?.('lab/translator', {
    required: ['config.json', 'onnx/other.onnx', 'q/a.bin'],
    optional: [],
  });
  await expect(asked).rejects.toThrow(
    /model lab\/translator on the hub: it has no onnx\/other\.onnx, no q\/a\.bin at c0ffee/,
  );
});

it('finds them in a mirror, and names what it lacks', async () => {
  const model = join(folder, 'models/lab/translator');
  await mkdir(join(model, 'onnx'), { recursive: true });
  await writeFile(join(model, 'config.json'), '{}');
  await expect(mirrorSource(folder).capabilities.files?.('lab/translator', names)).rejects.toThrow(
    'has no onnx/encoder_model.onnx',
  );
  await writeFile(join(model, 'onnx/encoder_model.onnx'), graph);
  expect(await mirrorSource(folder).capabilities.files?.('lab/translator', names)).toBe(model);
  await expect(mirrorSource(folder).capabilities.files?.('lab/nothing', names)).rejects.toThrow(
    'no folder models/lab/nothing',
  );
});
