// `--set`: fields of a study and of a recipe from the command line.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld, studyText } from '../fixtures/small-study.ts';

let world: SmallWorld;

beforeAll(async () => {
  build();
  world = await smallWorld();
}, 180_000);

afterAll(() => world?.[Symbol.asyncDispose]());

const at = (...path: readonly string[]) => join(world.folder.path, ...path);

const command = (name: string, study: string, store: string, ...args: readonly string[]) =>
  stopoverHere([name, study, '--mirror', world.mirror, '--store', at(store), ...args]);

const keysOf = ({ stdout }: { readonly stdout: string }): readonly string[] =>
  JSON.parse(stdout).stages.map(({ key }: { readonly key: string }) => key);

const said = 'The study file was changed on the command line: --set arms=[zero-shot] --set recipe.all.epochs=1';

describe('--set', { timeout: 180_000 }, () => {
  it('plans the study that the file would be with the values in it', async () => {
    const changed = studyText
      .replace(/arms: .*/, 'arms: [zero-shot]')
      .replace(/intermediates: .*/, 'intermediates: [none]')
      .replace(/shots: .*\n/, '')
      .replace('epochs: 2', 'epochs: 1');
    const written = await world.folder.write('changed.yaml', changed);
    const set = ['arms=[zero-shot]', 'intermediates=[none]', 'shots=[]', 'recipe.all.epochs=1'].flatMap((one) => [
      '--set',
      one,
    ]);
    const planned = await command('plan', world.study, 'set', '--json', ...set);
    expect(keysOf(planned)).toEqual(keysOf(await command('plan', written, 'written', '--json')));
    expect(JSON.parse(planned.stdout).changes).toHaveLength(4);
    const wrong = await command('plan', world.study, 'set', '--set', 'recipe.all.epoch=1');
    expect([wrong.status, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('--set recipe.all.epoch: there is no field "epoch". Did you mean "epochs"?'),
    ]);
  });

  it('is named by the run, the report, and the study in the store', async () => {
    const set = [
      '--set',
      'arms=[zero-shot]',
      '--set',
      'recipe.all.epochs=1',
      '--set',
      'shots=[]',
      '--set',
      'intermediates=[none]',
    ];
    const { status, stdout, stderr } = await command('run', world.study, 'run', ...set);
    expect(status).toBe(0);
    expect(stderr).toContain(said);
    expect(stdout).toContain(said);
    for (const file of ['index.html', 'report.md', 'study.yaml', 'summary.json'])
      expect((await readFile(at('run/reports/small', file), 'utf8')).replaceAll('\\', '')).toContain(
        file === 'study.yaml' ? '--set recipe.all.epochs=1' : said,
      );
    const effective = await readFile(at('run/studies/small/study.yaml'), 'utf8');
    // As it stands it is a study file: of the same stages, which are all done.
    const again = await world.folder.write('effective.yaml', effective);
    expect((await command('run', again, 'run')).stderr).toContain('2 stages, 2 of them done: 0 to run');
    expect((await stopoverHere(['report', at('run')])).stdout).not.toContain('changed on the command line');
  });

  it('changes the recipe of a single training and of an evaluation', async () => {
    const train = async (...args: readonly string[]) => {
      const out = ['--out', at('tuned'), '--restart', '--json'];
      const model = ['--model', at('model'), '--task', 'copa', '--mirror', world.mirror];
      return await stopoverHere(['finetune', ...model, ...out, '--set', 'recipe.all.maxSteps=2', ...args]);
    };
    expect(JSON.parse((await train()).stdout)).toMatchObject({ steps: 2 });
    expect(
      JSON.parse((await train('--recipe', world.study, '--set', 'recipe.intermediate.maxSteps=3')).stdout),
    ).toMatchObject({
      steps: 3,
    });
    const { status, stderr } = await train('--set', 'seeds=[2]');
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('--set seeds=[2]: of a study only the recipe is used here'),
    ]);
    // Of another sort of training it would change nothing.
    for (const other of ['target.maxSteps=3', 'shots.maxSteps=3'])
      expect(await train('--set', `recipe.${other}`)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(
          `--set recipe.${other}: copa is trained and read by the recipe of an intermediate`,
        ),
      });
  });
});
