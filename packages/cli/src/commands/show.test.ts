import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '@stopover/study';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

let world: SmallWorld;
const command = (...args: string[]) => stopoverHere(args, { cwd: world.folder.path });

beforeAll(async () => {
  build();
  world = await smallWorld();
  for (const [name, store] of [
    ['run', 'store'],
    ['plan', 'planned'],
  ] as const)
    expect(await command(name, 'study.yaml', '--mirror', world.mirror, '--store', store)).toMatchObject({ status: 0 });
}, 300_000);
afterAll(() => world?.[Symbol.asyncDispose]());

describe('show', { timeout: 120_000 }, () => {
  it('tells of a training how it was made, with its curve, its family and its files', async () => {
    const { status, stdout, stderr } = await command('show', 'store', 'copa -> mnli, seed 1');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^copa → mnli, seed 1\nkey +[0-9a-f]{64}\nstate +done\n/);
    expect(stdout).toMatch(/\nLoss\n *\d\.\d+ ┤[\u2801-\u28ff]/);
    expect(stdout).toMatch(/\nDevelopment score\n/);
    expect(stdout).toMatch(/\nNeeds\nstate +key +stage\ndone +[0-9a-f]{12} +copa, seed 1\n/);
    expect(stdout).toMatch(/\nNeeded by\n(.*\n)+done +[0-9a-f]{12} +copa → mnli → xnli test/);
    expect(stdout).toMatch(/\nFiles in .*\n(.*\n)*stage\.json +\d/);
    // No number is left out, and none is something else.
    expect(stdout).not.toMatch(/undefined|NaN|\[object/);
  });

  it('tells of an evaluation its scores, and says all of it as one document', async () => {
    const { stdout } = await command('show', 'store#small', 'mnli → xnli test (2 languages), seed 1');
    expect(stdout).toMatch(
      /\nScores on xnli\nlanguage +examples +accuracy +chance\nsw +40 +[\d.]+ +33\.33\ntr +40 +[\d.]+ +33\.33\n/,
    );
    const document = JSON.parse(
      (await command('show', 'store', 'mnli → xnli test (2 languages), seed 1', '--json')).stdout,
    );
    expect(document).toMatchObject({
      state: 'done',
      studies: ['small'],
      stage: { kind: 'evaluate' },
      record: { examplesSeen: 80 },
      scores: { languages: { sw: { examples: 40 } } },
      parents: [{ title: 'mnli, seed 1', state: 'done' }],
      children: [],
      files: expect.arrayContaining([{ path: 'scores.json', bytes: expect.any(Number) }]),
    });
  });

  it('tells what becomes of a length that the model has no positions for', async () => {
    const set = ['--set', 'recipe.all.maxLength=4000'];
    expect(await command('plan', 'study.yaml', '--mirror', world.mirror, '--store', 'long', ...set)).toMatchObject({
      status: 0,
    });
    const { stdout } = await command('show', 'long', 'mnli, seed 1');
    const [, taken] =
      /sequences up to (\d+) tokens \(4000 by the recipe, and the model has no positions for more\)/.exec(stdout) ?? [];
    expect(Number(taken)).toBeLessThan(4000);
  });

  it('tells how far a stage has come that runs, and why one has failed', async () => {
    const { stages } = JSON.parse((await command('status', 'planned', '--json')).stdout);
    const keyOf = (title: string): string =>
      stages.find((stage: { readonly title: string }) => stage.title === title)?.key;
    const store = openStore(join(world.folder.path, 'planned'));
    const writer = await store.begin(keyOf('mnli, seed 1'));
    if (writer.busy) throw new Error('nobody has it');
    const lines = [1, 2, 3].map((step) => JSON.stringify({ step, steps: 12, loss: 1 / step, stepsPerSecond: 0.1 }));
    await appendFile(join(writer.folder, 'log.jsonl'), `${lines.join('\n')}\n`);
    const running = (await command('show', 'planned', keyOf('mnli, seed 1').slice(0, 9))).stdout;
    expect(running).toMatch(/\nstate +running, step 3 of 12, 1 min 30 s left\n(.*\n)+Loss\n1\.000 ┤/);
    await writer.release();
    await store.saveFailure(keyOf('copa, seed 1'), { title: 'copa, seed 1', reason: 'the disk is full', at: '' });
    const failed = (await command('show', 'planned', 'copa, seed 1')).stdout;
    expect(failed).toMatch(/\nstate +failed, the disk is full\n/);
    expect(failed).toContain(`What it printed: stopover logs planned ${keyOf('copa, seed 1').slice(0, 12)}`);
  });

  it('refuses a stage that there is not, with the nearest', async () => {
    expect(await command('show', 'store', 'copa → mnly, seed 1')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('no stage is called "copa → mnly, seed 1". Did you mean "copa → mnli, seed 1"?'),
    });
  });
});
