import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noCpuFallback, ortBackend } from './ort-backend.ts';
import { probeApart } from './probe-apart.ts';
import { isRight } from './probe-graph.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-apart-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** In the place of onnxruntime-node: a module that does what a driver may do. */
async function driver(name: string, text: string): Promise<string> {
  const file = join(folder, `${name}.cjs`);
  await writeFile(file, text);
  return file;
}

describe('a probe apart', () => {
  it('computes the same in another process', async () => {
    expect(isRight(await probeApart({ executionProviders: ['cpu'] }))).toBe(true);
    const spec = {
      name: 'cpu',
      training: { state: 'host' },
      exclusive: false,
      fix: 'Choose another.',
      probedApart: true,
    } as const;
    const cpu = ortBackend({ ...spec, options: { executionProviders: ['cpu'] } });
    expect(await cpu.probe()).toEqual({ ok: true, detail: 'cpu' });
    const absent = ortBackend({ ...spec, options: { executionProviders: ['coreml-elsewhere'], ...noCpuFallback } });
    expect(await absent.probe()).toMatchObject({ ok: false, reason: expect.stringMatching(/coreml-elsewhere/) });
  });

  it('outlives a driver that crashes, and quotes it', async () => {
    const crash = "require('node:fs').writeSync(2, 'lost the device\\n'); process.kill(process.pid, 'SIGKILL');";
    const failed = probeApart({}, await driver('crash', crash));
    await expect(failed).rejects.toThrow('it crashed when it was tried, ended by SIGKILL (lost the device)');
    await expect(failed).rejects.toMatchObject({ cause: { message: 'lost the device\n' } });
  });

  it('takes the answer of a driver that writes beside it', async () => {
    const talk = `console.log('warming up'); process.on('exit', () => process.abort());
      exports.Tensor = class {};
      exports.InferenceSession = { create: async () => ({ run: async () => ({ y: { data: [17, 30, 45, 62] } }) }) };`;
    expect(isRight(await probeApart({}, await driver('talk', talk)))).toBe(true);
  });
});
