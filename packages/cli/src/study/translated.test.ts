import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

/** A translator of a few lines: every word backwards, but for the pair that it has not. */
const script = `import { createInterface } from 'node:readline';
const [from, to] = process.argv.slice(2);
if (from === 'tur') {
  console.error('no dictionary of Turkish');
  process.exit(3);
}
for await (const line of createInterface({ input: process.stdin })) console.log([...line].reverse().join(''));
`;

const study = `name: translated
model: ./model
translators:
  backwards: { use: command, command: [${JSON.stringify(process.execPath)}, ./backwards.mjs, '{from}', '{to}'], codes: iso639-3 }
  published: { use: files, folder: ./published }
translateWith: [published, backwards]
intermediates: [none, copa, { name: copa-sw, task: copa, translate: { to: sw, with: backwards, english: true } }]
targets: [xnli]
languages: [sw, tr]
arms: [zero-shot, intermediate, translate-train, translate-test]
recipe:
  base: jiant
  all: { learningRate: 0.001, batchSize: 16, maxLength: 64, epochs: 1, evalSteps: 4 }
`;

let world: SmallWorld;
let file: string;
beforeAll(async () => {
  build();
  world = await smallWorld();
  file = await world.folder.write('translated.yaml', study);
  await world.folder.write('backwards.mjs', script);
  const rows = [0, 1, 2].flatMap((label) =>
    [label, label].map((_, i) => ({ premise: `p${i}`, hypothesis: `h${label}`, label })),
  );
  await world.folder.write('published/mnli/train.en-tr.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
}, 180_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const command = (name: string, ...args: string[]) =>
  stopoverHere([name, file, '--mirror', world.mirror, '--store', join(world.folder.path, 'translated'), ...args]);

describe('a study with translations', { timeout: 300_000 }, () => {
  it('says in its plan what can be translated by what, and what cannot and why', async () => {
    const { stdout, stderr, status } = await command('plan');
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).toContain('mnli train, en to sw by backwards');
    expect(stdout).toContain('mnli train, en to tr by published');
    expect(stdout).toContain('copa train, en to sw by backwards');
    expect(stdout).toContain(
      'Not available: xnli in tr, translate-test: xnli cannot be translated from tr into en (published: there is no xnli/test.tr-en.parquet or .jsonl; backwards: it ended with status 3: no dictionary of Turkish).',
    );
  });

  it('is run in processes, reported, and translated only once', async () => {
    const first = await command('run', '--json');
    expect(first.status, first.stderr).toBe(0);
    const document: { failed: unknown[]; report: { html: string }; done: number } = JSON.parse(first.stdout);
    expect(document.failed).toEqual([]);
    const page = await readFile(document.report.html, 'utf8');
    for (const words of ['translate-train', 'translate-test', 'copa-sw', 'Translate-train has one model'])
      expect(page).toContain(words);
    // The script is gone: what was translated is in the store.
    await world.folder.write('backwards.mjs', script.replace('createInterface({', 'createInterface( {'));
    const changed = await command('plan');
    expect(changed.stdout).toMatch(/[1-9]\d* to run/);
    await world.folder.write('backwards.mjs', script);
    expect((await command('run')).stderr).toContain('0 to run');
  });

  it('names the translators', async () => {
    expect((await stopoverHere(['plugins'])).stdout).toMatch(/@stopover\/translator-command +translators: command/);
    const { stdout } = await stopoverHere(['doctor', '--store', join(world.folder.path, 'translated')]);
    expect(stdout).toMatch(/translator command +runs the command that a study names/);
    expect(stdout).toMatch(/translator transformers +Transformers\.js/);
  });

  it('refuses settings by their line', async () => {
    const wrong = await world.folder.write('wrong.yaml', study.replace('codes: iso639-3', 'code: iso639-3'));
    const { stderr, status } = await stopoverHere(['plan', wrong, '--mirror', world.mirror]);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(
        /wrong\.yaml, line \d+, translators\.backwards\.code: there is no field "code"\. Did you mean "codes"\?/,
      ),
    ]);
  });

  it('refuses a program that is not installed, and does without none of its cells', async () => {
    const absent = await world.folder.write(
      'absent.yaml',
      study.replace(/command: \[[^\]]*\]/, 'command: [no-such-one]'),
    );
    const { stderr, status } = await stopoverHere(['plan', absent, '--mirror', world.mirror]);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/translators\.backwards: no-such-one: it could not be started .*Install the program/),
    ]);
  });
});
