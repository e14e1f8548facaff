import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isThere } from '@stopover/files';
import { describe, expect, it } from 'vitest';
import { childRunning } from '../fixtures/child.ts';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTranslators } from '../fixtures/tiny-world.ts';
import { StageRunner } from '../stages/stage-runner.ts';
import { openStore, type Store } from '../store/store.ts';
import { checkStore } from './check-store.ts';
import { modelState, recoverModels } from './stored-model.ts';

const study = `targets: [xclaims]\nlanguages: [de]\nkeep: all\nrecipe: { all: { batchSize: 16, epochs: 1 } }\n`;

/** A complete stage whose model has so many files beside its own that removing them takes a while. */
async function filled(folder: string): Promise<{ store: Store; key: string }> {
  const store = openStore(join(folder, 'store'));
  const plan = await tinyPlan(folder, study);
  const source = new TinySource(folderOf(plan));
  await using runner = new StageRunner(tinyCatalog(), source, majorityEngine(), tinyTranslators());
  for (const stage of plan.stages)
    await runner.run(stage, store, { bases: basesOf(plan), backend: noDevice, version: 'test' });
  const key = plan.stages.find(({ kind }) => kind === 'train')?.key ?? '';
  const many = join(store.stageFolder(key), 'model', 'many');
  await mkdir(many);
  await Promise.all(Array.from({ length: 8000 }, (_, i) => writeFile(join(many, String(i)), '')));
  return { store, key };
}

const dropping = await childRunning('drop-model.ts');

/** Starts to drop a model in a process of its own and kills that as soon as something is seen. */
async function killedWhen({ store, key }: Awaited<ReturnType<typeof filled>>, seen: () => Promise<boolean>) {
  const [program, ...args] = dropping(store.folder, key);
  const child = spawn(program, args, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (child.exitCode === null && !(await seen())) await sleep(1);
  child.kill('SIGKILL');
  await ended;
  return child.signalCode;
}

describe('a process that is killed while it lets a model go', () => {
  it('leaves a model that is whole, or one that is gone and said to be', async () => {
    await using folder = await scratch();
    const stage = await filled(folder.path);
    const { store, key } = stage;
    const aside = `${store.stageFolder(key)}.dropping`;
    const left = async () => (await readdir(join(aside, 'many')).catch(() => [])).length;
    const moments = [
      // Out of the way, and perhaps in the record.
      () => isThere(aside),
      // Some of its files are removed.
      async () => (await isThere(aside)) && (await left()) < 8000,
    ];
    for (const moment of moments) {
      expect(await killedWhen(stage, moment)).toBe('SIGKILL');
      expect(['moving', 'dropped']).toContain(await modelState(store, key));
      await recoverModels(store);
      expect(await isThere(aside)).toBe(false);
      const state = await modelState(store, key);
      expect(['there', 'dropped']).toContain(state);
      expect(await checkStore(store, [key], () => {})).toEqual([]);
      if (state === 'dropped') return;
      expect(await readdir(join(store.stageFolder(key), 'model', 'many'))).toHaveLength(8000);
    }
    expect(await modelState(store, key)).toBe('dropped');
  });
});
