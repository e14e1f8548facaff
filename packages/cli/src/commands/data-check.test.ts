import { existsSync } from 'node:fs';
import { readFile, truncate } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { build } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { shardOf, writeMirror, writeTable } from '../fixtures/mirror.ts';

const count = z.int().min(0);
const named = z.array(z.object({ name: z.string(), count }));
const there = z.object({
  ...{ task: z.string(), role: z.string(), language: z.string(), missing: z.null() },
  ...{ rows: count, counted: count.nullable(), examples: count, errors: count, faults: count },
  ...{ skipped: named, labels: named, lengths: z.object({ median: z.number(), percentile95: count }).nullable() },
  location: z.object({ repo: z.string(), config: z.string(), split: z.string() }).nullable(),
  listed: z.array(z.object({ file: z.string(), row: count.nullable(), what: z.string(), count, rows: z.array(count) })),
});
const missing = z.object({ task: z.string(), role: z.string(), language: z.string(), missing: z.string() });
const documentSchema = z.object({
  source: z.string(),
  tasks: z.array(z.object({ task: z.string(), kind: z.string(), checks: z.array(z.union([there, missing])) })),
  total: z.object({ tables: count, missing: count, rows: count, examples: count, skipped: count, errors: count }),
});

type Check = z.infer<typeof there> | z.infer<typeof missing>;

const check = (...args: string[]) => stopoverHere(['data', 'check', ...args]);
const checksOf = async (...args: string[]) => {
  const ran = await check(...args, '--json');
  const document = documentSchema.parse(JSON.parse(ran.stdout));
  return { ...ran, ...document, checks: document.tasks.flatMap(({ checks }) => checks) };
};
const read = (checks: readonly Check[]) => checks.flatMap((one) => (one.missing === null ? [one] : []));

let folder: TemporaryFolder;
beforeAll(async () => {
  build();
  folder = await temporaryFolder();
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

describe('data check', { timeout: 120_000 }, () => {
  it('accounts for every row of the embedded world', async () => {
    const { status, stderr, checks, tasks, total } = await checksOf('--source', 'miniature');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(new Set(tasks.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(4);
    for (const one of read(checks)) {
      const skipped = one.skipped.reduce((sum, each) => sum + each.count, 0);
      expect(one.examples + skipped + one.errors).toBe(one.rows);
      expect(one.lengths?.percentile95).toBeGreaterThanOrEqual(one.lengths?.median ?? 0);
    }
    expect(total.rows).toBe(total.examples + total.skipped + total.errors);
    expect(total.errors).toBe(0);
  });

  it('shows wrong rows, missing languages and a broken file, and ends with status 1', async () => {
    const mirror = join(folder.path, 'broken');
    const xnli = (config: string, split: string) => ({ repo: 'facebook/xnli', config, split });
    const row = { premise: 'Kivuko kinaondoka.', hypothesis: 'Kivuko kipo.', label: 0 };
    await writeTable(mirror, xnli('sw', 'test'), [
      row,
      { ...row, label: 3 },
      { ...row, label: 4 },
      { ...row, label: -1 },
    ]);
    await writeTable(mirror, xnli('tr', 'test'), [row]);
    await truncate(shardOf(mirror, xnli('tr', 'test')), 40);
    const where = 'facebook/xnli, configuration sw, split test';
    const { status, checks, total } = await checksOf('xnli', '--languages', 'sw,tr', '--mirror', mirror);
    expect(status).toBe(1);
    expect(total).toMatchObject({ tables: 2, missing: 2, rows: 4, examples: 1, errors: 3 });
    expect(read(checks)).toMatchObject([
      {
        ...{ language: 'sw', rows: 4, counted: 4 },
        listed: [
          { file: where, row: 2, count: 2, rows: [2, 3] },
          { file: where, row: 4, count: 1, rows: [4] },
        ],
      },
      { ...{ language: 'tr', rows: 0, counted: null }, listed: [{ row: null }] },
    ]);
    const text = await check('xnli', '--languages', 'sw,tr', '--mirror', mirror);
    expect(text.status).toBe(1);
    expect(text.stderr).toContain("No lengths, for want of XLM-R's tokenizer: name another with --tokenizer. (model");
    expect(text.stdout).toMatch(/^validation +sw +missing +the source mirror has no facebook\/xnli, configuration sw/m);
    expect(text.stdout).toMatch(/^test +sw +4 +1 +0 +3 +entailment: 100 %$/m);
    expect(text.stdout).toMatch(
      /^Wrong: facebook\/xnli, configuration sw, split test, rows 2, 3: field "label": .* \(2 times\)$/m,
    );
    expect(text.stdout).toMatch(/^Wrong: .*tr\/test\/0000\.parquet: it is not a whole Parquet file/m);
    expect(text.stdout).toContain('2 tables of 1 task: 4 rows, 1 read, 0 skipped, 3 rows wrong (4 faults).');
  });

  it('has status 1 where there is nothing to check, and 2 for a wrong request', async () => {
    const mirror = join(folder.path, 'small');
    await writeMirror(mirror, [{ repo: 'aps/super_glue', config: 'copa', split: 'train', rows: 10 }]);
    expect((await check('xnli', '--mirror', mirror)).status).toBe(1);
    expect((await check('copa', '--mirror', mirror)).status).toBe(0);
    const refused = async (...args: string[]) => {
      const { status, stderr } = await check(...args);
      return `${status} ${stderr.trim()}`;
    };
    expect(await refused('kopa')).toContain('2 stopover: data check: there is no task "kopa". Did you mean "copa"?');
    expect(await refused()).toContain('2 stopover: data check: no task is named, and from the hub');
    expect(await refused('copa', '--all')).toContain('2 stopover: --all: tasks are named beside it.');
    expect(await refused('xnli', '--languages', 'swa', '--mirror', mirror)).toContain(
      '2 stopover: --languages: no task here has a language "swa". Did you mean "sw"?',
    );
    expect(await refused('copa', '--mirror', mirror, '--tokenizer', './none')).toMatch(
      /^2 stopover: .*none: there is no tok/,
    );
  });
});

const hub = resolve(import.meta.dirname, '../../../../../shared/hub');
const manifestSchema = z.array(
  z.object({ repo: z.string(), config: z.string(), split: z.string(), rows: count.nullable() }),
);

describe.skipIf(!existsSync(hub))('data check of real data (skipped where ../shared/hub is missing)', () => {
  it('finds the rows that the mirror states', { timeout: 120_000 }, async () => {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(hub, 'MANIFEST.json'), 'utf8')));
    const rowsOf = new Map(manifest.map(({ repo, config, split, rows }) => [`${repo} ${config} ${split}`, rows]));
    const { status, checks } = await checksOf('qqp', 'paws-x', 'xcopa', 'mlqa', '--mirror', hub);
    expect(status).toBe(0);
    const tables = read(checks);
    expect(tables.length).toBe(2 + 9 + 22 + 14);
    for (const { rows, examples, location, lengths } of tables) {
      expect(rows).toBe(rowsOf.get(`${location?.repo} ${location?.config} ${location?.split}`));
      expect(examples).toBe(rows);
      expect(lengths?.median).toBeGreaterThan(10);
    }
    const gaps = checks.flatMap((one) => (one.missing === null ? [] : [`${one.task} ${one.role} ${one.language}`]));
    expect(gaps).toContain('paws-x train en');
    expect(gaps).toHaveLength(12);
  });
});
