import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readItems } from '@stopover/report';
import { afterAll, expect, it } from 'vitest';
import { agreementOf } from './agreement.ts';
import { batchesTaken } from './peer-draws.ts';

const folder = mkdtempSync(join(tmpdir(), 'stopover-agreement-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function tableOf(name: string, ...rows: readonly string[]) {
  const path = join(folder, name);
  const lines = rows.map((row) => `xnli,${row},zero-shot,1,accuracy`);
  writeFileSync(path, ['target,language,item,score,arm,seed,metric', ...lines].map((line) => `${line}\n`).join(''));
  return (await readItems(path)).results;
}

it('counts the items that two sides answer alike, language by language', async () => {
  const ours = await tableOf('ours.csv', 'de,0,1', 'de,1,0', 'sw,0,1', 'sw,1,1');
  const peer = await tableOf('peer.csv', 'de,1,0', 'de,0,0', 'sw,0,1', 'sw,1,1');
  expect(agreementOf(ours, peer)).toEqual({ items: 4, same: 3 });
  const other = await tableOf('other.csv', 'de,0,1', 'de,2,0', 'sw,0,1', 'sw,1,1');
  expect(() => agreementOf(ours, other)).toThrow('xnli, de, seed 1: item 1: the peer has no such item');
});

it('gives the batches of all epochs, each with every sequence once', () => {
  const batches = batchesTaken({ batch: 4, epochs: 2 }, 1, 10);
  expect(batches.map(({ length }) => length)).toEqual([4, 4, 2, 4, 4, 2]);
  const sorted = (some: typeof batches) => some.flat().sort((a, b) => a - b);
  expect(sorted(batches.slice(0, 3))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(sorted(batches.slice(3))).toEqual(sorted(batches.slice(0, 3)));
  expect(batches.slice(3)).not.toEqual(batches.slice(0, 3));
});
