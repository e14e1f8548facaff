import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetRows } from '@stopover/hub';
import { readItems } from '@stopover/report';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { build } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

let world: SmallWorld;
const report = (named: string) => stopoverHere(['report', named, '--json'], { cwd: world.folder.path });
const path = (...parts: string[]) => join(world.folder.path, ...parts);

beforeAll(async () => {
  build();
  world = await smallWorld();
  const run = (file: string) =>
    stopoverHere(['run', file, '--mirror', world.mirror, '--store', 'runs/both'], { cwd: world.folder.path });
  await writeFile(
    path('other.yaml'),
    (await readFile(path('study.yaml'), 'utf8')).replace('name: small', 'name: other'),
  );
  expect(await run('study.yaml')).toMatchObject({ status: 0 });
  await cp(path('runs/both'), path('runs/one#small'), { recursive: true });
  expect(await run('other.yaml')).toMatchObject({ status: 0 });
}, 300_000);

afterAll(() => world?.[Symbol.asyncDispose]());

describe('a study of a store', { timeout: 120_000 }, () => {
  it('is named STORE#STUDY', async () => {
    for (const study of ['small', 'other']) {
      const { status, stdout } = await report(`runs/both#${study}`);
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        study,
        report: { html: expect.stringContaining(path('runs/both/reports', study, '/')) },
      });
    }
  });

  it('must be named where there are several', async () => {
    const { status, stderr } = await report('runs/both');
    expect(status).toBe(2);
    expect(stderr).toContain('the store holds more than one study. Name one: runs/both#other, runs/both#small.');
    const wrong = await report('runs/both#smal');
    expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('there is no study "smal"') });
  });

  it('is not split off the name of a folder that exists, and the last # counts', async () => {
    for (const named of ['runs/one#small', 'runs/one#small#small']) {
      expect(JSON.parse((await report(named)).stdout)).toMatchObject({
        report: { html: expect.stringContaining(path('runs/one#small/reports/small/')) },
      });
    }
    expect((await report('runs/none#small')).stderr).toContain(
      `store ${path('runs/none')}: there is no such file or folder`,
    );
  });
});

describe('the trainings in a report', () => {
  it('say which checkpoint was kept, as the stages do, and have its score on their curves', async () => {
    const summary = z.looseObject({
      trainings: z.array(
        z.looseObject({
          key: z.string(),
          kept: z.strictObject({ by: z.enum(['best', 'last']), step: z.int(), score: z.number().nullable() }),
          scores: z.array(z.strictObject({ step: z.int(), score: z.number() })),
          losses: z.array(z.number()).min(1),
        }),
      ),
    });
    const text = await readFile(path('runs/both/reports/small/summary.json'), 'utf8');
    const { trainings } = summary.parse(JSON.parse(text));
    // Two on a number of shots, which have no development rows of their own.
    expect(trainings.map(({ kept }) => kept.by).sort()).toEqual(['best', 'best', 'best', 'last', 'last']);
    for (const { key, kept, scores } of trainings) {
      const record: unknown = JSON.parse(await readFile(path('runs/both/stages', key, 'stage.json'), 'utf8'));
      expect(record).toMatchObject({ outcome: { selectedStep: kept.step, selectionScore: kept.score } });
      if (kept.by === 'last') expect({ scores, kept }).toMatchObject({ scores: [], kept: { score: null } });
      else expect(scores).toContainEqual({ step: kept.step, score: kept.score });
      if (kept.by === 'best') expect(kept.score).toBe(Math.max(...scores.map(({ score }) => score)));
    }
    expect(await readFile(path('runs/both/reports/small/index.html'), 'utf8')).toContain('id="trainings"');
  });
});

describe('stopover publish', { timeout: 120_000 }, () => {
  const publish = (...args: string[]) => stopoverHere(['publish', ...args], { cwd: world.folder.path });
  const front = z.looseObject({
    configs: z.array(
      z.strictObject({
        config_name: z.string(),
        data_files: z.tuple([z.strictObject({ split: z.string(), path: z.string() })]),
        default: z.literal(true).exactOptional(),
      }),
    ),
  });

  it('writes a data set for the hub, with the very items that the report is made of', async () => {
    const done = await publish('runs/both#small', '--out', 'shared/small', '--json');
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(done.stdout)).toMatchObject({ study: 'small', folder: path('shared/small') });
    expect(await readdir(path('shared'))).toEqual(['small']);
    const reported = await readFile(path('runs/both/reports/small/items.parquet'));
    expect((await readFile(path('shared/small/items.parquet'))).equals(reported)).toBe(true);
    const { results } = await readItems(path('shared/small/items.parquet'));
    const rows: unknown[] = [];
    for await (const row of parquetRows(path('shared/small/items.parquet'))) rows.push(row);
    expect(rows).toHaveLength(results.cells.reduce((sum, { ids }) => sum + ids.length, 0));
    expect(rows[0]).toMatchObject({ target: 'xnli', metric: 'accuracy', seed: 1 });
    for (const name of ['effects.csv', 'results.csv', 'study.yaml', 'summary.json', 'report.md'])
      expect(await readFile(path('shared/small', name), 'utf8')).toBe(
        await readFile(path('runs/both/reports/small', name), 'utf8'),
      );
  });

  it('has a card that shows the hub which files are tables, and no text that is not its own', async () => {
    const card = await readFile(path('shared/small/README.md'), 'utf8');
    const head = front.parse(parse(card.split('---\n')[1] ?? ''));
    expect(head).toMatchObject({ license: 'unknown', language: ['sw', 'tr'], pretty_name: 'small' });
    expect(head.configs.map(({ config_name, default: first }) => [config_name, first])).toEqual([
      ['items', true],
      ['scores', undefined],
      ['effects', undefined],
    ]);
    const there = await readdir(path('shared/small'));
    for (const { data_files } of head.configs) expect(there).toContain(data_files[0].path);
    // `datasets` reads all configurations as it reads the first.
    for (const { data_files } of head.configs) expect(data_files[0].path).toMatch(/\.parquet$/);
    for (const words of ['MultiNLI terms', '| degenerate |', '## Not for']) expect(card).toContain(words);
  });

  it('never writes over a folder, and leaves nothing where it fails', async () => {
    const before = await readFile(path('shared/small/README.md'));
    const refused = await publish('runs/both#other', '--out', 'shared/small');
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('it is there already') });
    expect((await readFile(path('shared/small/README.md'))).equals(before)).toBe(true);
    expect(await publish('runs/both#smal', '--out', 'shared/none')).toMatchObject({ status: 2 });
    expect(await readdir(path('shared'))).toEqual(['small']);
  });
});
