// A study that is run in parts: the report says so until all of it is there, and the whole is what one run gives.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

let world: SmallWorld;

beforeAll(async () => {
  build();
  world = await smallWorld();
}, 180_000);

afterAll(() => world?.[Symbol.asyncDispose]());

const command = (name: string, store: string, ...args: readonly string[]) =>
  stopoverHere([name, world.study, '--mirror', world.mirror, '--store', join(world.folder.path, store), ...args]);

const report = (store: string, file: string) => readFile(join(world.folder.path, store, 'reports/small', file), 'utf8');

const said = 'This is a part of the study: 5 of its 6 evaluations. The last run was asked for language sw alone';

describe('a part of a study', { timeout: 180_000 }, () => {
  it('is planned with what it needs, of the keys of the whole', async () => {
    const all = JSON.parse((await command('plan', 'parts', '--json')).stdout);
    const part = JSON.parse((await command('plan', 'parts', '--json', '--only', 'language=sw')).stdout);
    expect([all.stages.length, part.stages.length]).toEqual([9, 7]);
    expect(part).toMatchObject({ cells: 3, part: { only: [{ language: ['sw'] }], cells: 6, stages: 9 } });
    const keys = new Set(all.stages.map(({ key }: { readonly key: string }) => key));
    expect(part.stages.filter(({ key }: { readonly key: string }) => !keys.has(key))).toEqual([]);
    expect((await command('plan', 'parts', '--only', 'language=sw')).stdout).toContain(
      'A part of the study, language sw: 3 of 6 cells and 7 of 9 stages.',
    );
    const { status, stderr } = await command('plan', 'parts', '--only', 'langauge=sw');
    expect([status, stderr]).toEqual([2, expect.stringContaining('Did you mean "language"?')]);
  });

  it('is run alone, and every page says what it is of', async () => {
    const { status, stdout, stderr } = await command('run', 'parts', '--only', 'language=sw');
    expect(status).toBe(0);
    expect(stderr).toContain('7 stages, 0 of them done: 7 to run');
    expect(stdout).toContain(said);
    for (const file of ['index.html', 'report.md', 'tables.tex', 'items.html', 'summary.json'])
      expect((await report('parts', file)).replaceAll('\\', '')).toContain(said);
    const { part, failed, cells } = JSON.parse(await report('parts', 'summary.json'));
    expect({ part, failed, cells }).toEqual({
      part: { only: 'language sw', made: 5, of: 6 },
      failed: [],
      cells: { made: 5, missing: 0 },
    });
    const store = join(world.folder.path, 'parts');
    const again = JSON.parse((await stopoverHere(['report', store, '--json'])).stdout);
    expect(again.notices).toEqual([expect.stringContaining(said)]);
    expect((await stopoverHere(['status', store])).stdout).toContain('7 done, 2 waiting');
    expect(JSON.parse((await stopoverHere(['store', store, '--prune', '--json'])).stdout).prunable).toEqual([]);
    const items = join(store, 'reports/small/items.parquet');
    expect((await stopoverHere(['analyse', items, '--out', join(store, 'items')])).stdout).toContain(said);
  });

  it('leaves the rest to a later run, whose report is that of a single one', async () => {
    const rest = await command('run', 'parts');
    expect(rest).toMatchObject({ status: 0, stderr: expect.stringContaining('9 stages, 7 of them done: 2 to run') });
    expect(rest.stdout).not.toContain('part of the study');
    await command('run', 'whole');
    for (const file of ['effects.csv', 'results.csv', 'tables.tex'])
      expect(await report('parts', file)).toBe(await report('whole', file));
    expect(await report('parts', 'index.html')).not.toContain('This is a part');
    // A part of what is there is all there.
    const done = await command('run', 'parts', '--only', 'seed=1,arm=zero-shot');
    expect(done).toMatchObject({ status: 0, stdout: expect.not.stringContaining('This is a part') });
  });
});
