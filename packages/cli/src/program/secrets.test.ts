import { type FakeHub, fakeHub } from '@stopover/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build, endOf, startCommand } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';

const token = 'hf_secretOfThisTest';
let hub: FakeHub;
let folder: TemporaryFolder;

beforeAll(build, 180_000);
beforeEach(async () => {
  hub = await fakeHub({}, token);
  folder = await temporaryFolder();
});
afterEach(async () => {
  await hub[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function exported(): Promise<string> {
  const args = ['export', '--model', 'lab/model', '--out', 'out', '--debug', '--json'];
  const env = { HF_ENDPOINT: hub.endpoint, HF_HOME: folder.path, HF_TOKEN: token };
  const command = startCommand(args, { cwd: folder.path, env });
  let stdout = '';
  command.stdout?.on('data', (part: Buffer) => {
    stdout += part.toString('utf8');
  });
  const { status, stderr } = await endOf(command);
  expect(status).not.toBe(0);
  expect(stderr).toContain('    at ');
  return stdout + stderr;
}

describe('a token that a server echoes', { timeout: 60_000 }, () => {
  it.each([
    [
      'as the code of its refusal',
      () =>
        hub.faults.push({
          path: '/',
          times: 9,
          answer: (r) => r.writeHead(400, { 'x-error-code': `bad ${token}` }).end(),
        }),
    ],
    [
      'in the address that it sends on to',
      () =>
        hub.faults.push({ path: '/', times: 1, answer: (r) => r.writeHead(302, { location: `/${token}/x` }).end() }),
    ],
  ])('%s is not shown, not even with its stack', async (_, spoil) => {
    spoil();
    const said = await exported();
    expect(hub.requests[0]?.authorization).toBe(`Bearer ${token}`);
    expect(said).not.toContain(token);
    expect(said).toContain('lab/model');
  });
});
