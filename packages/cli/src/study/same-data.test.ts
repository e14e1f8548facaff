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

const own = "trains on the rows of mnli, which is xnli's own English training data";
const overlaps = ['mnli', 'both', 'multi-task'].map((intermediate) => ({
  intermediate,
  target: 'xnli',
  note: `${intermediate} ${own}`,
}));

const documentOf = ({ stdout }: { readonly stdout: string }): { readonly overlaps: unknown } => JSON.parse(stdout);

describe('a study that stops over at data of its targets', { timeout: 180_000 }, () => {
  it('says so in the plan, while it runs, and in every report', async () => {
    const { folder, mirror } = world;
    const study = await folder.write(
      'same.yaml',
      `name: same
model: ./model
intermediates: [none, copa, mnli, { name: both, mixture: [copa, mnli], sampling: uniform }, multi-task]
targets: [xnli]
languages: [sw]
recipe: { base: jiant, all: { learningRate: 0.001, batchSize: 16, maxLength: 32, maxSteps: 2, evalSteps: 2 } }
`,
    );
    const command = (name: string, ...more: string[]) =>
      stopoverHere([name, study, '--mirror', mirror, '--store', join(folder.path, 'same'), ...more]);
    expect(documentOf(await command('plan', '--json'))).toMatchObject({ overlaps });
    const lines = overlaps.map(({ note }) => `Data overlap (xnli): ${note}.`);
    expect(linesOf((await command('plan')).stdout, 'Data overlap')).toEqual(lines);

    const ran = await command('run');
    expect(ran).toMatchObject({ status: 0 });
    expect(linesOf(ran.stderr, 'Data overlap')).toEqual(lines);
    expect(linesOf(ran.stdout, 'Data overlap')).toEqual(lines);
    expect(documentOf(await command('run', '--json'))).toMatchObject({ overlaps });

    const report = (file: string) => readFile(join(folder.path, 'same/reports/same', file), 'utf8');
    expect(JSON.parse(await report('summary.json'))).toMatchObject({ overlaps });
    expect(await report('report.md')).toContain(`| both | xnli | both ${own} |`);
    const page = await report('index.html');
    expect(page).toContain('Data overlap <span class="none">(3 entries)</span>');
    expect(page).toContain(`both ${own.replace("'", '&#39;')}`);
    expect(linesOf(await report('tables.tex'), '\\par')).toEqual(
      overlaps.map(({ note }) => `\\par\\footnotesize $\\dagger$ Data overlap: ${note}.`),
    );
  });

  it('says what the tasks say of each other, also of the way without a stop', async () => {
    const study = await world.folder.write(
      'shared.yaml',
      'name: shared\nmodel: miniature\nintermediates: [none, squad-v2]\ntargets: [xquad, tatoeba]\n',
    );
    const planned = documentOf(
      await stopoverHere(['plan', study, '--store', join(world.folder.path, 'shared'), '--json']),
    );
    const paragraphs = "XQuAD is 240 paragraphs of SQuAD 1.1's development set, and SQuAD 2.0's has some of them too";
    const questions = "SQuAD 2.0 adds questions to SQuAD 1.1's, on the same paragraphs";
    const notes = [
      ['none', `the English training of xquad chooses its model on development rows of squad-v1: ${paragraphs}`],
      ['squad-v2', `squad-v2 has rows in common with squad-v1, xquad's own English training data: ${questions}`],
      ['squad-v2', `squad-v2 has data in common with xquad: ${paragraphs}`],
    ];
    expect(planned.overlaps).toEqual(notes.map(([intermediate, note]) => ({ intermediate, target: 'xquad', note })));
    const kept = await world.folder.write(
      'kept.yaml',
      'name: kept\nmodel: miniature\ntargets: [xquad]\nrecipe: { target: { select: last } }\n',
    );
    expect(
      documentOf(await stopoverHere(['plan', kept, '--store', join(world.folder.path, 'kept'), '--json'])).overlaps,
    ).toEqual([]);
  });
});

it('names tasks that are there', async () => {
  const {
    tasks,
  }: {
    readonly tasks: readonly { readonly name: string; readonly sharesWith: readonly { readonly task: string }[] }[];
  } = JSON.parse((await stopoverHere(['tasks', '--json'])).stdout);
  const known = tasks.map(({ name }) => name);
  const named = tasks.flatMap(({ sharesWith }) => sharesWith.map(({ task }) => task));
  expect(named).toContain('squad-v1');
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

const linesOf = (text: string, start: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith(start));
