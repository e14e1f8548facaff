import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { miniatureSource } from '@stopover/miniature';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, plainEnvironment, program } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { shardOf, writeTable } from '../fixtures/mirror.ts';
import { copyOf, places, type SmallWorld, smallWorld, studyText } from '../fixtures/small-study.ts';

let world: SmallWorld;

beforeAll(async () => {
  build();
  world = await smallWorld();
}, 180_000);

afterAll(() => world?.[Symbol.asyncDispose]());

const run = ({ study, mirror, folder }: SmallWorld) =>
  stopoverHere(['run', study, '--mirror', mirror, '--store', join(folder.path, 'store')]);

/** Rows of a table of the small world, to be written again with a fault. */
async function rowsOf({
  rows: count,
  ...place
}: (typeof places)[keyof typeof places]): Promise<Map<string, unknown>[]> {
  const rows: Map<string, unknown>[] = [];
  for await (const row of miniatureSource().rows({ ...place, revision: 'main' })) {
    if (typeof row === 'object' && row !== null && rows.length < count) rows.push(new Map(Object.entries(row)));
  }
  return rows;
}

const writeRows = (
  mirror: string,
  place: (typeof places)[keyof typeof places],
  rows: readonly Map<string, unknown>[],
) =>
  writeTable(
    mirror,
    place,
    rows.map((row) => Object.fromEntries(row)),
  );

describe('a mistake in the study file', () => {
  it.each([
    ['a misspelt field', 'languages:', 'langauges:', ['line 5, langauges', 'Did you mean "languages"?']],
    ['an unknown task', 'targets: [xnli]', 'targets: [xnlo]', ['line 4, targets[0]', 'Did you mean "xnli"?']],
    [
      'an unknown language',
      'languages: [sw, tr]',
      'languages: [sw, trr]',
      ['line 5, languages[1]', 'Did you mean "tr"?'],
    ],
    ['a model that is not there', 'model: ./model', 'model: ./modle', ['modle']],
    [
      'no part for which there is data',
      'languages: [sw, tr]',
      'languages: [zh]',
      ['no part of the grid can be evaluated: xnli in zh', 'stopover plan'],
    ],
    [
      'a backend that is not installed',
      'seeds: [1]',
      'seeds: [1]\nbackend: cudaa',
      ['there is no backend "cudaa"', 'Known: cpu'],
    ],
    [
      'an executor that is not installed',
      'seeds: [1]',
      'seeds: [1]\nexecutor: slrum',
      ['there is no executor "slrum"'],
    ],
    [
      'a plugin that is not installed',
      'seeds: [1]',
      'seeds: [1]\nplugins: ["@lab/none"]',
      ['plugin @lab/none', 'npm install @lab/none'],
    ],
  ])('%s is a wrong request that says where and what to do', async (_, right, wrong, words) => {
    const path = await world.folder.write('wrong.yaml', studyText.replace(right, wrong));
    const { status, stdout, stderr } = await stopoverHere(['run', path, '--mirror', world.mirror]);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('is one JSON document with --json', async () => {
    const path = await world.folder.write('wrong.yaml', studyText.replace('[xnli]', '[xnlo]'));
    const { status, stdout } = await stopoverHere(['plan', path, '--mirror', world.mirror, '--json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ status: 2, error: { where: expect.stringContaining('targets[0]') } });
  });

  it('shows its stack only with --debug', async () => {
    expect((await stopoverHere(['run', 'nowhere.yaml'])).stderr).not.toContain('    at ');
    expect((await stopoverHere(['run', 'nowhere.yaml', '--debug'])).stderr).toContain('    at ');
  });
});

describe('broken data', { timeout: 120_000 }, () => {
  it('cut off in the middle fails by the name of the file', async () => {
    await using spoilt = await copyOf(world);
    const file = shardOf(spoilt.mirror, places.turkishTest);
    await truncate(file, Math.floor((await readFile(file)).length / 2));
    const { status, stderr } = await run(spoilt);
    expect(status).toBe(1);
    expect(stderr).toContain(file);
  });

  it('without a column fails by the name of the column', async () => {
    await using spoilt = await copyOf(world);
    const rows = await rowsOf(places.turkishTest);
    for (const row of rows) row.delete('label');
    await writeRows(spoilt.mirror, places.turkishTest, rows);
    const { status, stderr } = await run(spoilt);
    expect(status).toBe(1);
    expect(stderr).toContain('facebook/xnli, configuration tr, split test, row 1: the column "label" is missing');
  });

  it('with a label out of range fails by the number of the row, and the rest is run and reported', async () => {
    await using spoilt = await copyOf(world);
    const rows = await rowsOf(places.turkishTest);
    rows[6]?.set('label', 7);
    await writeRows(spoilt.mirror, places.turkishTest, rows);
    const { status, stdout, stderr } = await run(spoilt);
    expect(status).toBe(1);
    expect(stderr).toContain('facebook/xnli, configuration tr, split test, row 7: field "label"');
    expect(stdout).toMatch(/stages? failed/);
    expect(await readFile(join(spoilt.folder.path, 'store/reports/small/index.html'), 'utf8')).toContain('row 7');
    // Mended, only what failed is run.
    await rm(shardOf(spoilt.mirror, places.turkishTest));
    await writeRows(spoilt.mirror, places.turkishTest, await rowsOf(places.turkishTest));
    expect(await run(spoilt)).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/9 stages, [1-8] of them done/),
    });
  });

  it('that is missing for a language is said, and the rest is run', async () => {
    await using spoilt = await copyOf(world);
    await rm(join(spoilt.mirror, 'datasets/facebook/xnli/tr'), { recursive: true });
    const { status, stdout } = await run(spoilt);
    expect(status).toBe(0);
    expect(stdout).toContain('of the grid without data');
  });
});

describe('a store', { timeout: 120_000 }, () => {
  it('that cannot be written fails with the folder, before anything is run', async () => {
    const file = await world.folder.write('a-file', '');
    const { status, stdout, stderr } = await stopoverHere([
      'run',
      world.study,
      '--mirror',
      world.mirror,
      '--store',
      `${file}/store`,
    ]);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`${file}/store`);
  });

  // A mount of our own is the one way to a full disk that needs neither a real one nor the rights of root. A limit of
  // the shell (ulimit -f) is none: a native addon opens larger files of its own and is killed by it.
  const mounts = spawnSync('unshare', ['-rm', 'true']).status === 0;
  it.skipIf(!mounts)(
    'on a full disk fails with the folder (skipped where user namespaces are not allowed)',
    async () => {
      await using own = await copyOf(world);
      const store = join(own.folder.path, 'store');
      await mkdir(store);
      const command = [process.execPath, program, 'run', own.study, '--mirror', own.mirror, '--store', store];
      const script = `mount -t tmpfs -o size=400k tmpfs '${store}' && exec ${command.map((word) => `'${word}'`).join(' ')}`;
      const options = { env: plainEnvironment(), encoding: 'utf8' } as const;
      const { status, stderr } = spawnSync('unshare', ['-rm', 'bash', '-c', script], options);
      expect(status).toBe(1);
      expect(stderr).toContain(store);
      expect(stderr).toMatch(/full|space/);
    },
  );
});
