// What a new user gets wrong in own data, and where it is said.
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';

const examples = resolve(import.meta.dirname, '../../../../examples/own-data');

let folder: TemporaryFolder;
beforeAll(async () => {
  build();
  folder = await temporaryFolder();
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

/** A copy of the examples. */
async function copied(name: string) {
  const root = join(folder.path, name);
  await cp(examples, root, { recursive: true });
  const study = join(root, 'nli.yaml');
  return {
    study,
    at: (path: string) => join(root, path),
    edit: async (path: string, from: string, to: string) => {
      const text = await readFile(join(root, path), 'utf8');
      expect(text).toContain(from);
      await writeFile(join(root, path), text.replaceAll(from, to));
    },
    plan: () => stopoverHere(['plan', study, '--store', join(root, 'store')]),
    run: () => stopoverHere(['run', study, '--store', join(root, 'store')]),
    check: () => stopoverHere(['data', 'check', 'boat-nli', '--study', study]),
  };
}

const linesOf = ({ stdout }: { readonly stdout: string }, start: RegExp) =>
  stdout.split('\n').filter((line) => start.test(line));

describe('own data', { timeout: 240_000 }, () => {
  it('is refused where a column or a language is none, before any row is read', async () => {
    const { edit, plan, check } = await copied('columns');
    await edit('nli.yaml', 'text: premise', 'text: gold');
    const said =
      'tasks.boat-nli.columns.label: "gold" is a column of `text` too, so that the answer would be read as input';
    for (const refused of [await plan(), await check()])
      expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining(said) });
    await edit('nli.yaml', 'text: gold', 'text: premise');
    await edit('nli.yaml', 'languages: [en, sw]\n    splits', 'languages: [en, swahili]\n    splits');
    expect(await plan()).toMatchObject({ status: 2, stderr: expect.stringContaining('did you mean "sw"?') });
    await edit('nli.yaml', 'languages: [en, swahili]\n    splits', 'languages: [en, sw]\n    splits');
    await edit('nli.yaml', 'languages: [sw]\n', 'languages: [swahili]\n');
    expect(await plan()).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is no language "swahili" in boat-nli. Did you mean "sw"?'),
    });
  });

  it('without rows in a file is refused before anything is trained', async () => {
    const { study, at, plan, run, check } = await copied('empty');
    for (const text of ['', 'pair_id\tpremise\thypothesis\tgold\n']) {
      await writeFile(at('nli/test.sw.tsv'), text);
      const said = new RegExp(
        `^stopover: ${study}, line \\d+, tasks\\.boat-nli\\.splits\\.test: the file .*nli/test\\.sw\\.tsv has no rows\\.`,
      );
      for (const refused of [await plan(), await run()])
        expect(refused).toMatchObject({ status: 2, stderr: expect.stringMatching(said) });
      const checked = await check();
      expect(checked.status).toBe(1);
      expect(linesOf(checked, /^Wrong/)).toEqual([
        'Wrong: nli/test.sw.tsv (boat-nli): it has no rows. Fill it, or leave it out of `tasks.boat-nli` of the study file.',
      ]);
    }
  });

  it('with a wrong row is refused by a plan and a run, which say how all are found', async () => {
    const { at, plan, run, check } = await copied('rows');
    const file = at('nli/test.sw.tsv');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/\t(entailment|neutral|contradiction)/, '\tperhaps'));
    const all = '`stopover data check boat-nli --study FILE` lists every wrong row.';
    for (const refused of [await plan(), await run()]) {
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(/nli\/test\.sw\.tsv \(boat-nli\), row 1: the label "perhaps" is none of/);
      expect(refused.stderr).toContain(all);
      expect(refused.stdout).not.toContain('copa');
    }
    await writeFile(file, text);
    const train = at('nli/train.en.jsonl');
    await writeFile(train, `${await readFile(train, 'utf8')}{"premise": \n`);
    const broken = await plan();
    expect(broken.status).toBe(1);
    expect(broken.stderr).toMatch(/nli\/train\.en\.jsonl \(boat-nli\), row \d+: this is not JSON/);
    expect(broken.stderr).toContain(all);
    expect((await check()).status).toBe(1);
  });

  it('that is not UTF-8 is told in the same words by a check and a plan', async () => {
    const { at, plan, check } = await copied('latin');
    const file = at('nli/test.sw.tsv');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(
      file,
      Buffer.from([lines[0], lines[1]?.replace(/[aeiou]/, 'é'), ...lines.slice(2)].join('\n'), 'latin1'),
    );
    const words = 'nli/test.sw.tsv (boat-nli), line 2: the line is not UTF-8. Save the file as UTF-8.';
    expect(linesOf(await check(), /^Wrong/)).toEqual([`Wrong: ${words}`]);
    expect(await plan()).toMatchObject({ status: 1, stderr: `stopover: ${words}\n` });
  });

  it('of one test in two languages, and labels that no row has, are remarked by a check', async () => {
    const { edit, at, check } = await copied('parallel');
    await edit('nli.yaml', 'labels: [entailment,', 'labels: [entailment, unknown,');
    const header = 'pair_id\tpremise\thypothesis\tgold\n';
    await writeFile(at('nli/test.en.tsv'), `${header}1\ta boat\tit left\tneutral\n2\ta cat\tit slept\tentailment\n`);
    await writeFile(at('nli/test.sw.tsv'), `${header}1\tboti\tiliondoka\tentailment\n3\tpaka\talilala\tneutral\n`);
    const checked = await check();
    expect(checked.status).toBe(0);
    expect(linesOf(checked, /^Remark/)).toEqual(
      expect.arrayContaining([
        'Remark: its gold label is another than in en, and the task is parallel (test sw 1, such as id 1)',
        'Remark: its id is in no row of en, and the task is parallel (test sw 1, such as id 3)',
        'Remark: an id of en is in no row, and the task is parallel (test sw 1, such as id 2)',
        'Remark: no row that was read has the label "unknown": a guess counts as right once in 4',
      ]),
    );
  });
});
