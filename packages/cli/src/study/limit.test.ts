// `--limit`: a study, a training and an evaluation on a few rows of every table, which says so on every page.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetRows } from '@stopover/hub';
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

const at = (...path: readonly string[]) => join(world.folder.path, ...path);
const said = 'Only the first 12 rows of each training and test table, in a random order, are read (--limit 12)';
const limit = ['--limit', '12'];

describe('a limit', { timeout: 240_000 }, () => {
  it('holds in every stage of a study, and every page says so', async () => {
    const command = (name: string) =>
      stopoverHere([name, world.study, '--mirror', world.mirror, '--store', at('store'), ...limit]);
    expect((await command('plan')).stdout).toContain(said);
    const { status, stdout, stderr } = await command('run');
    expect(status).toBe(0);
    expect(stderr).toContain(said);
    expect(stdout).toContain(said);
    for (const file of ['index.html', 'report.md', 'tables.tex', 'items.html', 'summary.json'])
      expect((await readFile(at('store/reports/small', file), 'utf8')).replaceAll('\\', '')).toContain(said);
    const items = new Map<string, Set<string>>();
    for await (const { language, item } of parquetRows(at('store/reports/small/items.parquet'), {})) {
      const own = items.get(String(language)) ?? new Set();
      items.set(String(language), own.add(String(item)));
    }
    const [turkish, swahili] = [items.get('tr') ?? new Set(), items.get('sw') ?? new Set()];
    expect(turkish.size).toBe(12);
    // The same items of a parallel test in both languages.
    expect(swahili).toEqual(turkish);
    const records = await Promise.all(
      (await readdir(at('store/stages')))
        .filter((name) => /^[0-9a-f]{64}$/.test(name))
        .map(async (key) => JSON.parse(await readFile(at('store/stages', key, 'stage.json'), 'utf8'))),
    );
    const trained = records.filter(({ stage }) => stage.kind === 'train');
    expect(trained.length).toBeGreaterThan(3);
    // Two epochs of a dozen rows, or of ten shots.
    for (const { examplesSeen, stage } of trained) expect(examplesSeen / stage.recipe.epochs).toBeLessThanOrEqual(12);
  });

  it('holds for a single training and a single evaluation', async () => {
    const place = ['--task', 'copa', '--mirror', world.mirror, '--json', ...limit];
    const out = at('tuned');
    const train = await stopoverHere([
      'finetune',
      '--model',
      at('model'),
      '--set',
      'recipe.all.epochs=1',
      '--out',
      out,
      ...place,
    ]);
    expect(train.stderr).toContain(said);
    expect(JSON.parse(train.stdout)).toMatchObject({ examplesSeen: 12 });
    const scored = await stopoverHere(['evaluate', '--model', join(out, 'model'), '--split', 'validation', ...place]);
    expect(JSON.parse(scored.stdout)).toMatchObject({ limit: 12, languages: [{ language: 'en', examples: 12 }] });
  });
});
