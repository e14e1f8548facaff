// Layers of sentence embeddings, by the commands that people type: by hand, and in a study for every arm alike.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { build } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { writeSmallModel } from '../fixtures/small-model.ts';

const study = `name: layers
model: ./model
intermediates: [none, copa]
targets: [{ task: tatoeba, languages: [de, sw] }]
retrieval: { layers: all, pooling: cls, prefix: 'query: ' }
seeds: [1]
recipe:
  base: jiant
  all: { maxSteps: 4, batchSize: 8, maxLength: 32, evalSteps: 4 }
`;

let folder: TemporaryFolder;
beforeAll(async () => {
  build();
  folder = await temporaryFolder();
  await writeSmallModel(join(folder.path, 'model'));
  await folder.write('study.yaml', study);
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

const command = (...args: string[]) => stopoverHere([...args, '--source', 'miniature'], { cwd: folder.path });
const analyse = (...args: string[]) =>
  stopoverHere(['analyse', 'report/layers.parquet', ...args], { cwd: folder.path });

describe('layers', { timeout: 120_000 }, () => {
  it('are swept by hand, and without development rows none is chosen', async () => {
    const args = ['evaluate', '--model', './model', '--task', 'tatoeba', '--languages', 'de,sw'];
    const { status, stdout } = await command(...args, '--layers', 'all', '--json');
    expect(status).toBe(0);
    const both = { layers: { 0: expect.any(Number), 1: expect.any(Number) } };
    expect(JSON.parse(stdout)).toMatchObject({
      languages: [
        { language: 'de', ...both },
        { language: 'sw', ...both },
      ],
      retrieval: { layer: 1, chosenBy: 'protocol', development: null, pooling: 'mean' },
    });
    const printed = await command(...args, '--layers', '0', '--pooling', 'cls');
    expect(printed.stdout).toMatch(/mean +[\d.]+\nLayer 0: as asked for\.\n$/);
  });

  it.each([
    [['--layers', '7'], 'the encoder has no layer 7. Name layers from 0'],
    [['--layers', 'last'], 'It must be all, or numbers of layers'],
    [['--pooling', 'max'], 'It must be mean or cls.'],
    [['--prefix', 'query: ', '--task', 'xnli'], '--prefix: xnli is a classification task'],
  ])('are refused: %j', async (args, words) => {
    const { status, stderr } = await command('evaluate', '--model', './model', '--task', 'tatoeba', ...args);
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining(words) });
  });

  it('are swept for an encoder that is named, too', async () => {
    const args = ['--task', 'tatoeba', '--languages', 'de', '--layers', 'all'];
    const { status, stdout } = await command('evaluate', '--model', 'miniature', ...args);
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/\nde +\d+ /) });
  });

  it.each([
    ['layers: all', 'layers: [1, 7]', /line 5, retrieval\.layers: the encoder has no layer 7\. Name layers from 0/],
    ['task: tatoeba', 'task: xnli', /line 5, retrieval: no target is compared by sentence embeddings/],
  ])('of a study are checked by its plan: %s, %s', async (given, other, message) => {
    await folder.write('other.yaml', study.replace(given, other));
    const { status, stderr } = await command('plan', 'other.yaml', '--store', 'other');
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringMatching(message) });
  });

  it('are refused for a task that has a head', async () => {
    const { status, stderr } = await command('evaluate', '--model', './model', '--task', 'xnli', '--layers', 'all');
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('xnli is a classification'),
    });
  });

  it('are swept for every arm of a study, and its report shows each of them', async () => {
    const { status, stderr } = await command(
      'run',
      'study.yaml',
      '--store',
      'runs',
      '--out',
      'report',
      '--backend',
      'cpu',
    );
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const results: unknown = JSON.parse(await readFile(join(folder.path, 'report/summary.json'), 'utf8'));
    const layers = { 0: expect.any(Number), 1: expect.any(Number) };
    const swept = {
      target: 'tatoeba',
      pooling: 'cls',
      prefix: 'query: ',
      layer: 1,
      chosenBy: 'protocol',
      scores: layers,
    };
    expect(results).toMatchObject({ layers: [swept, swept] });
    const page = await readFile(join(folder.path, 'report/report.md'), 'utf8');
    expect(page).toMatch(/Layers of retrieval[\s\S]*copa → tatoeba test \(2 languages\), seed 1.*0: [\d.]+, 1: [\d.]+/);
  });

  it('have their items beside the report, and each layer can be analysed', async () => {
    const { status, stdout } = await analyse('--layer', '0', '--out', 'of-layer-0', '--json');
    expect(status).toBe(0);
    const head = { notices: expect.arrayContaining(['Sentence embeddings are of layer 0.']) };
    expect(JSON.parse(stdout)).toMatchObject(head);
    // The same score as the sweep told: a mean over items is a mean over languages of them.
    const swept = z
      .object({ layers: z.array(z.object({ title: z.string(), scores: z.record(z.string(), z.number()) })) })
      .parse(JSON.parse(await readFile(join(folder.path, 'report/summary.json'), 'utf8')));
    const base = swept.layers.find(({ title }) => !title.includes('copa'));
    const scores = await readFile(join(folder.path, 'of-layer-0/results.csv'), 'utf8');
    const mean = scoresIn(scores, 'zero-shot').reduce((sum, one) => sum + one / 2, 0);
    expect(mean).toBeCloseTo(base?.scores['0'] ?? Number.NaN, 9);
    // The layer that is read has the items of the item table.
    expect(await analyse('--layer', '1', '--out', 'of-layer-1')).toMatchObject({ status: 0 });
    const [all, one] = await Promise.all(
      ['report', 'of-layer-1'].map((name) => readFile(join(folder.path, name, 'effects.csv'), 'utf8')),
    );
    expect(one).toBe(all);
  });

  it.each([
    [2, ['--layer', '9'], 'no row of report/layers.parquet is of this layer. Name one of 0, 1.'],
    [1, [], 'Say which layer with --layer, or keep the rows of one.'],
    [2, ['--layer', 'x'], 'It must be a whole number from 0'],
  ])('of a table are named, or the answer is %i: %j', async (code, args, words) => {
    const { status, stderr } = await analyse('--out', 'none', ...args);
    expect({ status, stderr }).toMatchObject({ status: code, stderr: expect.stringContaining(words) });
  });
});

/** Scores of an arm in results.csv, language by language. */
function scoresIn(csv: string, arm: string): readonly number[] {
  const [heads = '', ...rows] = csv.trim().split('\n');
  const at = (name: string) => heads.split(',').indexOf(name);
  return rows
    .map((row) => row.split(','))
    .filter((row) => row[at('arm')] === arm)
    .map((row) => Number(row[at('score')]));
}
