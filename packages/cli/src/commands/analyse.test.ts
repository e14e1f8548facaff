import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';

const heading = 'target,language,item,arm,intermediate,seed,score';

/** Thirty items in two languages: an intermediate that is right on twelve more of them in every run. */
const rows = ['de', 'sw'].flatMap((language) =>
  ['zero-shot,none', 'intermediate,mnli'].flatMap((arm, a) =>
    [1, 2, 3].flatMap((seed) =>
      Array.from(
        { length: 30 },
        (_, i) => `qa,${language},q${i},${arm},${seed},${(i + seed) % 30 < 12 + 12 * a ? 1 : 0}`,
      ),
    ),
  ),
);

const tableOf = (lines: readonly string[]) => `${[heading, ...lines].join('\n')}\n`;

beforeAll(build, 600_000);

describe('stopover analyse', () => {
  it('writes the report of a table that another program may have made', async () => {
    await using folder = await temporaryFolder();
    const csv = await folder.write('runs.csv', tableOf(rows));
    const out = join(folder.path, 'report');
    const { status, stdout, stderr } = await stopoverHere(['analyse', csv, '--out', out, '--json']);
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('--parallel qa') });
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      study: 'runs',
      rows: 360,
      summary: [
        { target: 'qa', condition: 'zero-shot', score: '40.0' },
        { target: 'qa', condition: 'mnli', gain: '+40.0', verdict: 'helps' },
      ],
      report: { items: join(out, 'items.parquet') },
    });
    // Nobody has looked at what a table of another program does not have.
    const page = readFileSync(join(out, 'index.html'), 'utf8');
    expect(page).toContain('Every condition has all languages and seeds of the table. The item table says nothing of');
    expect(page).not.toMatch(/No row was skipped|none failed|No training has data in common/);
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['items.parquet', 'index.html']));
    // The table in the report's folder gives the same report again.
    const again = join(folder.path, 'again');
    const second = JSON.parse(
      (await stopoverHere(['analyse', document.report.items, '--out', again, '--json'])).stdout,
    );
    expect(second).toEqual({ ...document, notes: [], report: second.report });
  });

  it('marks a mean over other languages than zero-shot in what it prints', async () => {
    await using folder = await temporaryFolder();
    const partly = rows.filter((row) => !row.startsWith('qa,sw') || row.includes('zero-shot'));
    const csv = await folder.write('runs.csv', tableOf(partly));
    const { stdout } = await stopoverHere(['analyse', csv, '--out', join(folder.path, 'report')]);
    expect(stdout).toMatch(
      /mnli +80\.0 ‡ .* 1 language, 3 seeds +3 of 6 evaluations missing; ‡ over other languages than zero-shot\n/,
    );
    expect(stdout.match(/\d ‡/g)).toHaveLength(1);
  });

  it('takes the contrasts and the margin of a study file, and a margin of its own', async () => {
    await using folder = await temporaryFolder();
    const csv = await folder.write('runs.csv', tableOf(rows));
    const study = await folder.write(
      'study.yaml',
      [
        ...['name: named', 'model: any/model', 'targets: [qa]', 'intermediates: [none, mnli]', 'margin: 50'],
        ...['primary:', '  - { target: qa, arm: intermediate, intermediate: mnli, against: { arm: zero-shot } }', ''],
      ].join('\n'),
    );
    const of = async (...options: readonly string[]) =>
      (await stopoverHere(['analyse', csv, '--out', join(folder.path, 'report'), ...options])).stdout;
    expect(await of('--study', study)).toContain('with a margin of 50 points');
    expect(JSON.parse(await of('--study', study, '--json')).study).toBe('named');
    expect(await of('--study', study, '--margin', '2.5')).toContain('with a margin of 2.5 points');
  });

  it('says what cannot be analysed by the file and the row, and what was asked for wrongly', async () => {
    await using folder = await temporaryFolder();
    const csv = await folder.write('runs.csv', tableOf([...rows.slice(0, 30), rows[3] ?? '']));
    const out = join(folder.path, 'report');
    const twice = await stopoverHere(['analyse', csv, '--out', out, '--json']);
    expect({ status: twice.status, document: JSON.parse(twice.stdout) }).toMatchObject({
      status: 1,
      document: {
        error: { where: `${csv}, row 31`, what: expect.stringContaining('item q3 stands in its run a second time') },
      },
    });
    expect(await stopoverHere(['analyse', csv, '--out', out, '--margin', '0'])).toMatchObject({ status: 2 });
    expect(await stopoverHere(['analyse', join(folder.path, 'none.csv'), '--out', out])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no such file'),
    });
    expect(readdirSync(folder.path)).toEqual(['runs.csv']);
  });
});
