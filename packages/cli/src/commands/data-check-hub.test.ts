import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { miniatureTokenizer } from '@stopover/miniature';
import { fakeHub } from '@stopover/testing';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { beforeAll, expect, it } from 'vitest';
import { build, plainEnvironment, program } from '../fixtures/command.ts';
import { temporaryFolder } from '../fixtures/folder.ts';

beforeAll(build, 180_000);

const columnData = [
  { name: 'premise', data: ['Kivuko kinaondoka.', 'Mvua inanyesha.'] },
  { name: 'hypothesis', data: ['Kivuko kipo.', 'Kuna jua.'] },
  { name: 'label', data: [0, 2] },
];
const commit = 'c0ffee0000000000000000000000000000000001';

async function stopover(args: readonly string[], env: Readonly<Record<string, string>>) {
  const command = spawn(process.execPath, [program, ...args], { env: { ...plainEnvironment(), ...env } });
  const [out, err]: [string[], string[]] = [[], []];
  command.stdout.on('data', (part: Buffer) => out.push(part.toString('utf8')));
  command.stderr.on('data', (part: Buffer) => err.push(part.toString('utf8')));
  await once(command, 'close');
  return { status: command.exitCode, stdout: out.join(''), stderr: err.join('') };
}

it('data check downloads the tables and a tokenizer without its weights, and offline reads them again', async () => {
  await using folder = await temporaryFolder();
  await using hub = await fakeHub({
    'datasets/facebook/xnli': {
      branch: 'refs/convert/parquet',
      commit,
      files: { 'sw/test/0000.parquet': Buffer.from(parquetWriteBuffer({ columnData })) },
    },
    'models/FacebookAI/xlm-roberta-base': {
      branch: 'main',
      commit,
      files: { 'tokenizer.json': Buffer.from(miniatureTokenizer()), 'model.safetensors': Buffer.alloc(5000) },
    },
  });
  const args = ['data', 'check', 'xnli', '--languages', 'sw,tr', '--json'];
  const env = { HF_ENDPOINT: hub.endpoint, HF_HOME: join(folder.path, 'home') };
  const first = await stopover(args, env);
  expect(first.status).toBe(0);
  const document: unknown = JSON.parse(first.stdout);
  expect(document).toMatchObject({
    source: 'hub',
    total: { tables: 1, missing: 3, rows: 2, examples: 2, errors: 0 },
    tasks: [{ checks: [{}, {}, { role: 'test', language: 'sw', counted: 2, lengths: { sequences: 2 } }, {}] }],
  });
  expect(hub.requests.filter(({ path }) => path.includes('model.safetensors'))).toEqual([]);
  hub.requests.length = 0;
  const offline = await stopover(args, { ...env, HF_HUB_OFFLINE: '1' });
  expect([offline.status, JSON.parse(offline.stdout), hub.requests]).toEqual([0, document, []]);
}, 180_000);
