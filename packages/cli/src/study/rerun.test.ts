// A training command that is called again goes on with its own work, and with no other.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, endOf, startCommand } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

let world: SmallWorld;
beforeAll(async () => {
  build();
  world = await smallWorld();
  await world.folder.write(
    'long.yaml',
    'name: t\nmodel: ./model\ntargets: [xnli]\nrecipe:\n  all: { maxSteps: 300, maxLength: 32, batchSize: 4, select: last }\n',
  );
  await world.folder.write('text.txt', Array.from({ length: 40 }, (_, i) => `sentence number ${i}`).join('\n'));
}, 180_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const at = (name: string) => join(world.folder.path, name);
const hash = async (path: string) =>
  createHash('sha256')
    .update(await readFile(at(path)))
    .digest('hex');
const tuning = (out: string, ...more: string[]) => [
  ...['finetune', '--model', at('model'), '--task', 'copa', '--recipe', at('long.yaml'), '--mirror', world.mirror],
  ...['--backend', 'cpu', '--threads', '1', '--out', at(out), ...more],
];
const pretraining = (out: string, ...more: string[]) => [
  ...[
    'pretrain',
    '--text',
    at('text.txt'),
    '--tokenizer',
    'miniature',
    '--embedding-init',
    'random',
    '--batch-size',
    '8',
  ],
  ...['--backend', 'cpu', '--threads', '1', '--out', at(out), ...more],
];

/** Starts a command, sends the signal once it trains, and waits for its end. */
async function stopped(args: readonly string[], out: string, signal: NodeJS.Signals) {
  const child = startCommand([...args]);
  while (!existsSync(at(`${out}/log.jsonl`))) await setTimeout(50);
  child.kill(signal);
  return endOf(child);
}

describe('a training command', { timeout: 300_000 }, () => {
  it.each([
    ['finetune', tuning, 'SIGINT', 130],
    ['pretrain', (out: string) => pretraining(out, '--steps', '300', '--size', '1x32x1x64'), 'SIGTERM', 143],
  ] as const)('%s leaves its last step on a signal and ends the same', async (name, args, signal, status) => {
    const end = await stopped(args(name), name, signal);
    expect(end.status).toBe(status);
    const [, step] = /Stopped, with a checkpoint of step (\d+)\. The same command goes on/.exec(end.stderr) ?? [];
    expect(await readdir(at(`${name}/checkpoint`))).toContain(step);
    const again = await stopoverHere([...args(name), '--json']);
    expect(again.status).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ resumedAt: Number(step), steps: 300 });
    expect((await stopoverHere(args(`${name}-whole`))).status).toBe(0);
    expect(await hash(`${name}/model/model.safetensors`)).toBe(await hash(`${name}-whole/model/model.safetensors`));
  });

  it('refuses the folder of another training, begun or finished, and says what differs', async () => {
    await stopped(tuning('other'), 'other', 'SIGINT');
    const other = await stopoverHere(tuning('other', '--seed', '2'));
    expect(other.status).toBe(2);
    expect(other.stderr).toContain('the folder holds another training: seed 1, now 2');
    expect(other.stderr).toContain('--restart');

    const small = (...more: string[]) => pretraining('encoder', '--steps', '2', ...more);
    const first = ['--size', '1x32x1x64', '--seed', '1'];
    expect((await stopoverHere(small(...first))).status).toBe(0);
    const finished = await stopoverHere(small('--size', '1x64x1x64', '--seed', '9'));
    expect(finished.status).toBe(2);
    expect(finished.stderr).toContain('seed 1, now 9; size 1x32x1x64, now 1x64x1x64');
    expect((await stopoverHere(small(...first))).stdout).toContain('This very training is finished');
    expect((await stopoverHere(small('--size', '1x64x1x64', '--seed', '9', '--restart'))).status).toBe(0);
    expect(JSON.parse(await readFile(at('encoder/model/config.json'), 'utf8'))).toMatchObject({ hidden_size: 64 });
  });
});
