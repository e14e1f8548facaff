import { join } from 'node:path';
import { miniatureTokenizer } from '@stopover/miniature';
import { fakeHub, fakeProxy } from '@stopover/testing';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { beforeAll, expect, it } from 'vitest';
import { build, endOf, startCommand } from '../fixtures/command.ts';
import { temporaryFolder } from '../fixtures/folder.ts';

beforeAll(build, 180_000);

const columnData = [
  { name: 'premise', data: ['Kivuko kinaondoka.'] },
  { name: 'hypothesis', data: ['Kivuko kipo.'] },
  { name: 'label', data: [0] },
];
const commit = 'c0ffee0000000000000000000000000000000001';
const repo = { branch: 'refs/convert/parquet', commit };
const files = { 'sw/test/0000.parquet': Buffer.from(parquetWriteBuffer({ columnData })) };
const model = { 'tokenizer.json': Buffer.from(miniatureTokenizer()), 'model.safetensors': Buffer.alloc(5000) };

it('a command asks the hub through the proxy that the environment names, and never shows its password', async () => {
  await using folder = await temporaryFolder();
  await using hub = await fakeHub({
    'datasets/facebook/xnli': { ...repo, files },
    'models/FacebookAI/xlm-roberta-base': { ...repo, branch: 'main', files: model },
  });
  await using proxy = await fakeProxy({ 'hub.test': hub.endpoint }, 'reader:secretWord');
  const run = (args: readonly string[], home: string, env: Readonly<Record<string, string>>) =>
    endOf(startCommand(args, { env: { HF_ENDPOINT: 'http://hub.test', HF_HOME: join(folder.path, home), ...env } }));
  const good = await run(['data', 'check', 'xnli', '--languages', 'sw'], 'a', {
    HTTP_PROXY: `http://reader:secretWord@${proxy.host}`,
  });
  expect(good).toEqual({ status: 0, stderr: expect.not.stringContaining('secretWord') });
  expect(proxy.asked.length).toBeGreaterThan(3);
  proxy.asked.length = 0;
  // Small letters go first; the name that only the proxy knows is not found without it.
  const evaluate = ['evaluate', '--model', 'FacebookAI/xlm-roberta-base', '--task', 'xnli'];
  const wrong = await run(evaluate, 'b', {
    http_proxy: `http://reader:otherWord@${proxy.host}`,
    HTTP_PROXY: 'http://x',
  });
  expect(wrong.stderr).toContain('the proxy refuses: it wants a name and a password (407)');
  expect(wrong.stderr).not.toMatch(/otherWord|reader/);
  const refused = await run(evaluate, 'c', { HTTPS_PROXY: 'ftp://reader:secretWord@host' });
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(/^stopover: HTTPS_PROXY: it is not the address of an HTTP proxy/);
  expect(refused.stderr).not.toContain('secretWord');
  expect(proxy.asked).toEqual([]);
}, 180_000);
