import { cp, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { build } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { writeTable } from '../fixtures/mirror.ts';

const examples = resolve(import.meta.dirname, '../../../../examples/own-data');

let folder: TemporaryFolder;
beforeAll(async () => {
  build();
  folder = await temporaryFolder();
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

const planSchema = z.object({
  toRun: z.object({ stages: z.number() }),
  unavailable: z.array(z.unknown()),
  overlaps: z.array(z.looseObject({ target: z.string() })),
  stages: z.array(z.object({ key: z.string(), title: z.string() })),
});

/** A folder with the examples, to be changed. */
async function copied(name: string): Promise<string> {
  const copy = join(folder.path, name);
  await cp(examples, copy, { recursive: true });
  return copy;
}

const planned = async (study: string, ...args: string[]) => {
  const ran = await stopoverHere(['plan', study, '--store', join(folder.path, 'plans'), '--json', ...args]);
  expect(ran.stderr).toBe('');
  return planSchema.parse(JSON.parse(ran.stdout));
};
const keysOf = async (study: string, ...args: string[]): Promise<readonly string[]> =>
  (await planned(study, ...args)).stages.map(({ key }) => key);

async function edit(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replaceAll(from, to));
}

describe('the examples of own data', { timeout: 240_000 }, () => {
  it('are planned: a task as target, and as intermediate', async () => {
    const nli = await planned(join(examples, 'nli.yaml'));
    expect(nli.stages.map(({ title }) => title)).toContain('copa → boat-nli → boat-nli test (sw), seed 1');
    const qa = await planned(join(examples, 'qa.yaml'));
    const titles = qa.stages.map(({ title }) => title);
    expect(titles).toContain('boat-qa → squad-v1 → xquad test (tr), seed 1');
    expect(titles).toContain('squad-v1 → boat-qa → boat-qa test (sw), seed 1');
    expect({ nli: nli.unavailable, qa: qa.unavailable, overlaps: nli.overlaps }).toEqual({
      ...{ nli: [], qa: [], overlaps: [] },
    });
    // Its own rows are no stop on the way to boat-qa: the study leaves that out.
    expect(new Set(qa.overlaps.map(({ target }) => target))).toEqual(new Set(['xquad']));
  });

  it('are said to be scored on rows that they are trained on, where one file is given for both', async () => {
    const root = await copied('twice');
    const file = join(root, 'nli.yaml');
    await edit(file, 'languages: [sw]\narms', 'languages: [en, sw]\narms');
    await cp(join(root, 'nli/test.sw.tsv'), join(root, 'nli/dev.sw.tsv'));
    await edit(file, 'test: nli/test.{language}.tsv', 'test: { en: ./nli/train.en.jsonl, sw: nli/test.sw.tsv }');
    const note = (text: string) => ({ intermediate: 'none', target: 'boat-nli', note: `the test rows of ${text}` });
    const bytes = 'the files hold the same bytes';
    expect((await planned(file)).overlaps).toEqual([
      note(`boat-nli in en are its English training rows: ${bytes}`),
      note(`boat-nli in sw are its validation rows in sw, of which shots are drawn: ${bytes}`),
    ]);
    await edit(file, 'en: ./nli/train.en.jsonl, sw: nli/test.sw.tsv', 'en: nli/test.en.tsv, sw: ./nli/test.en.tsv');
    expect((await planned(file)).overlaps).toEqual([note(`boat-nli in sw are those in en: ${bytes}`)]);
  });

  it('are checked: every row of every file', async () => {
    for (const name of ['nli', 'qa']) {
      const study = join(examples, `${name}.yaml`);
      // As docs/own-data.md says it: the study's model decides where things come from, and how long sequences are.
      const ran = await stopoverHere(['data', 'check', `boat-${name}`, '--study', study]);
      expect(ran.stderr).toBe('');
      expect(ran.stdout).toContain(', none wrong.');
      expect(ran.stdout).toMatch(/^test +sw +\d+ +\d+ +0 +0 +\d/m);
    }
  });

  it('are checked: rules that leave out nothing, pairs without a second text, sentences without a word', async () => {
    const file = join(await copied('remarks'), 'words.yaml');
    const fields = 'intermediates: [none]\ntargets: [votes]\nlanguages: [en]\narms: [zero-shot]\nseeds: [1]';
    const votes = `    kind: classification
    labels: [no, yes]
    splits: { train: votes.csv }
    columns: { text: text, pair: pair, label: label }
    skip:
      - { column: votes, is: 0, why: nobody voted }
      - { column: label, is: '-', why: nobody agreed }`;
    const words = `    kind: tagging
    splits: { train: words.csv }
    columns: { words: words, tags: tags }`;
    await writeFile(file, `name: w\nmodel: miniature\n${fields}\ntasks:\n  votes:\n${votes}\n  words:\n${words}\n`);
    const rows = 'a boat,it swims,yes,0.0\na boat,,no,2.0\na boat,,-,1.0\n';
    await writeFile(join(file, '../votes.csv'), `text,pair,label,votes\n${rows}`);
    await writeFile(join(file, '../words.csv'), 'words,tags\na boat,O X\n,\n');
    const ran = await stopoverHere(['data', 'check', 'votes', 'words', '--study', file]);
    expect(ran.stdout.split('\n').filter((line) => /^(Skipped|Remark)/.test(line))).toEqual([
      'Skipped: nobody agreed (train en 1)',
      'Remark: the second text of a pair is missing (train en 1)',
      'Remark: no row is left out because nobody voted: the rule of `skip` fits none',
      'Remark: there are no words (train en 1)',
    ]);
  });

  it('run to a report that says whose the rows are, and are done when run again', async () => {
    const store = join(folder.path, 'store');
    const run = () => stopoverHere(['run', join(examples, 'nli.yaml'), '--store', store]);
    const first = await run();
    expect(first).toMatchObject({ status: 0 });
    expect(first.stdout).toContain('boat-nli');
    const report = await readFile(join(store, 'reports/own-nli/report.md'), 'utf8');
    expect(report).toContain('Data: own-data/boat-nli, files of the study; licence: CC0-1.0.');
    expect((await run()).stderr).toBe('7 stages, 7 of them done: 0 to run.\n');
  });
});

describe('keys of own data', { timeout: 240_000 }, () => {
  it('hold the bytes and how they are read, not where they lie', async () => {
    const copy = await copied('keys');
    const study = join(copy, 'nli.yaml');
    const before = await keysOf(study);
    expect(before).toEqual(await keysOf(join(examples, 'nli.yaml')));
    await rename(join(copy, 'nli'), join(copy, 'rows'));
    await edit(study, 'nli/', 'rows/');
    expect(await keysOf(study)).toEqual(before);
    await edit(study, 'pair: hypothesis, ', '');
    const other = await keysOf(study);
    // What trains on copa alone is the same; all else is not.
    expect(before.filter((key) => other.includes(key))).toHaveLength(1);
    await edit(study, 'text: premise, ', 'text: premise, pair: hypothesis, ');
    expect(await keysOf(study)).toEqual(before);
    await edit(join(copy, 'rows/test.sw.tsv'), 'Bibi alipika', 'Bibi hakupika');
    const tested = await keysOf(study);
    expect(before.filter((key) => !tested.includes(key))).toHaveLength(3);
  });

  it('are of a data set of a mirror or the hub as well', async () => {
    const copy = await copied('mirrored');
    const mirror = join(folder.path, 'mirror');
    const row = { premise: 'Boti iliondoka.', hypothesis: 'Boti haipo.', gold: 'entailment', pair_id: '1' };
    const rows = ['entailment', 'neutral', 'contradiction'].map((gold, i) => ({ ...row, gold, pair_id: `${i}` }));
    const place = (config: string, split: string) => ({ repo: 'lab/boats', config, split });
    for (const [config, split] of [
      ['default', 'train'],
      ['default', 'dev'],
      ['swahili', 'dev'],
      ['swahili', 'test'],
    ] as const)
      await writeTable(
        mirror,
        place(config, split),
        [...rows, ...rows].map((one, i) => ({ ...one, pair_id: `${i}` })),
      );
    const study = join(copy, 'nli.yaml');
    const text = await readFile(study, 'utf8');
    const hub = `    hub: lab/boats
    languages: { en: default, sw: swahili }
    splits: { train: { en: train }, validation: dev, test: { sw: test } }
`;
    const changed = text
      .replace(/ {4}languages: \[en, sw\]\n {4}splits:\n(?: {6}.*\n)+/, hub)
      .replace('model: miniature', 'model: ./model')
      .replace('[none, copa]', '[none]')
      .replace('arms: [zero-shot, intermediate, target-shots]', 'arms: [zero-shot, target-shots]');
    await writeFile(study, changed);
    const check = await stopoverHere(['data', 'check', 'boat-nli', '--study', study, '--mirror', mirror]);
    expect(check.stdout).toContain(
      '4 tables of 1 task: 24 rows, 24 read, 0 skipped, none wrong. 2 tables are missing.',
    );
  });
});

describe('wrong own data', { timeout: 240_000 }, () => {
  it('is named by line of the study file, file, and row, with what to do', async () => {
    const copy = await copied('wrong');
    const study = join(copy, 'nli.yaml');
    const refused = () => stopoverHere(['plan', study, '--store', join(copy, 'store')]);
    await edit(study, 'labels: [', 'lables: [');
    expect(await refused()).toMatchObject({ status: 2 });
    expect((await refused()).stderr).toMatch(/nli\.yaml, line 24, tasks\.boat-nli\.lables: .* Did you mean "labels"\?/);
    await edit(study, 'lables: [', 'labels: [');
    await edit(study, 'dev.sw.tsv', 'dev.swa.tsv');
    expect(await refused()).toMatchObject({ status: 2 });
    expect((await refused()).stderr).toBe(
      `stopover: ${study}, line 29, tasks.boat-nli.splits.validation.sw: there is no file ${join(copy, 'nli/dev.swa.tsv')}. Correct the path, which starts at the folder of the study file, or put the file there.\n`,
    );
    await edit(study, 'dev.swa.tsv', 'dev.sw.tsv');
    await edit(join(copy, 'nli/dev.sw.tsv'), 'd2\t', 'd1\t');
    const twice = await refused();
    expect(twice).toMatchObject({ status: 1 });
    expect(twice.stderr).toContain(
      'nli/dev.sw.tsv (boat-nli), row 2: the id "d1" is that of row 1 already. Correct the row, or what `tasks.boat-nli` of the study file says of it',
    );
    await edit(study, 'boat-nli', 'xnli');
    expect(await refused()).toMatchObject({ status: 2 });
    expect((await refused()).stderr).toContain(
      'task xnli: plugin @stopover/task-xnli and plugin nli.yaml both bring it.',
    );
  });
});
