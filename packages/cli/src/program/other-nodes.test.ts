// What ends a line is not what the Node that happens to run thinks (the readline of Node 24 cuts at U+2028): the same
// commands over the same odd text, in this Node and in those that STOPOVER_NODES names (paths with a colon between).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { build, plainEnvironment, program } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { writeTable } from '../fixtures/mirror.ts';

const others = (process.env['STOPOVER_NODES'] ?? '').split(':').filter((path) => path !== '');
const nodes = [process.execPath, ...others];

const odd = 'a\u2028b\u2029c\u0085d\u000be\u000cf\ufeffg';
const pair = (n: number) => ({ premise: `${n} ${odd}`, hypothesis: `\ufeff${odd}`, label: n % 3 });
const rows = [0, 1, 2, 3, 4, 5].map(pair);
const studyFile = `\ufeffname: odd
model: miniature
targets: [xnli]
languages: [de]
arms: [zero-shot, translate-test]
translators:
  ready: { use: files, folder: ./ready }
translateWith: ready
recipe:
  all: { maxSteps: 1, maxLength: 32, batchSize: 4 }
backend: cpu
`.replaceAll('\n', '\r\n');

let folder: TemporaryFolder;
beforeAll(async () => {
  build();
  folder = await temporaryFolder();
  for (const split of ['validation', 'test']) {
    await writeTable(folder.path, { repo: 'facebook/xnli', config: 'de', split }, rows);
  }
  for (const split of ['train', 'validation_matched']) {
    await writeTable(folder.path, { repo: 'nyu-mll/multi_nli', config: 'default', split }, rows);
  }
  await folder.write('bucc2018/de-en.test.de', `\ufeff${rows.map((_, i) => `de-${i}\t${odd}${i}\r\n`).join('')}`);
  await folder.write('bucc2018/de-en.test.en', rows.map((_, i) => `en-${i}\t${odd}${i}\n`).join(''));
  await folder.write('bucc2018/de-en.test.gold', rows.map((_, i) => `de-${i}\ten-${i}\r\n`).join(''));
  await folder.write('text.txt', `\ufeff${rows.map((_, i) => `${i} ${odd}`).join('\r\n')}`);
  await folder.write('ready/xnli/test.de-en.jsonl', `\ufeff${rows.map((row) => JSON.stringify(row)).join('\r\n')}\r\n`);
  await folder.write('study.yaml', studyFile);
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

const checkSchema = z.object({
  tasks: z.array(
    z.object({
      checks: z.array(
        z.object({ rows: z.int(), errors: z.int(), missing: z.null() }).or(z.object({ missing: z.string() })),
      ),
    }),
  ),
});

it.skipIf(others.length === 0)('other Nodes are named by STOPOVER_NODES (skipped where it names none)', () => {
  expect(others.every((path) => existsSync(path))).toBe(true);
});

describe.each(nodes)('%s', { timeout: 180_000 }, (node) => {
  const run = (...args: string[]) =>
    spawnSync(node, [program, ...args], {
      cwd: folder.path,
      env: { ...plainEnvironment(), STOPOVER_DATA: folder.path },
      encoding: 'utf8',
    });

  it.each(['bucc2018', 'xnli'])('reads every row of %s as one', (task) => {
    const { stdout } = run('data', 'check', task, '--languages', 'de', '--mirror', '.', '--json');
    const [{ checks = [] } = {}] = checkSchema.parse(JSON.parse(stdout)).tasks;
    const there = checks.filter((check) => check.missing === null);
    expect(there.length).toBeGreaterThan(0);
    for (const check of there) expect(check).toMatchObject({ rows: 6 * (task === 'xnli' ? 1 : 2), errors: 0 });
  });

  it('runs a study whose file begins with a mark, over rows of a ready file', () => {
    const store = `store-${nodes.indexOf(node)}`;
    const { stderr, status } = run('run', 'study.yaml', '--mirror', '.', '--store', store, '--threads', '1');
    expect({ stderr, status }).toMatchObject({ status: 0 });
  });

  it('trains on the lines of a text', () => {
    const size = ['--tokenizer', 'miniature', '--size', '1x8x2x16', '--steps', '1', '--backend', 'cpu'];
    const { stdout, stderr, status } = run(
      'pretrain',
      '--text',
      'text.txt',
      '--out',
      `${nodes.indexOf(node)}`,
      ...size,
    );
    expect({ stderr, status }).toMatchObject({ status: 0 });
    expect(stdout + stderr).toMatch(/\b6 examples/);
  });
});
