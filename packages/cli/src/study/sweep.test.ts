// A sweep by the command: trials, the choice on English development rows, and the grid that goes on with it.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, endOf, startCommand } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

const study = (sweep: string, recipe = '') => `name: swept
model: ./model
intermediates: [none, ${recipe === '' ? 'copa' : '{ name: copa, task: copa, recipe: COPA }'}]
targets: [${recipe === '' ? 'xnli' : '{ task: xnli, recipe: XNLI }'}]
languages: [sw]
arms: [zero-shot, intermediate]
seeds: [1, 2]
recipe: { all: { batchSize: 16, maxLength: 32, epochs: 3, evalSteps: 2, saveSteps: 100 } }
${sweep}`;

const grid = `sweep:
  over:
    target: { learningRate: [1.0e-5, 3.0e-2, 1.0e-1] }
    intermediate: { learningRate: [1.0e-3, 2.0e-3] }
`;

let world: SmallWorld;
let file: string;
beforeAll(async () => {
  build();
  world = await smallWorld();
  file = await world.folder.write('swept.yaml', study(grid));
}, 180_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const at = (...path: readonly string[]) => join(world.folder.path, ...path);
const command = (name: string, yaml: string, store: string, ...args: readonly string[]) => [
  ...[name, yaml, '--mirror', world.mirror, '--store', at(store), ...args],
];
const run = (store: string, ...args: readonly string[]) =>
  stopoverHere(command('run', file, store, '--backend', 'cpu', '--processes', '1', ...args));

interface Stored {
  readonly stage: {
    readonly key: string;
    readonly kind: string;
    readonly title: string;
    readonly recipe: { readonly learningRate: number };
  };
  readonly outcome: {
    readonly selectionScore: number;
    readonly selection: { readonly rows: { readonly kind: string } };
  } | null;
  readonly made: { readonly finishedAt: string };
}

/** The records of a store's trainings. */
async function trained(store: string): Promise<Stored[]> {
  const keys = (await readdir(at(store, 'stages'))).filter((name) => /^[0-9a-f]{64}$/.test(name));
  const all = await Promise.all(keys.map((key) => readFile(at(store, 'stages', key, 'stage.json'), 'utf8')));
  return all.map((text): Stored => JSON.parse(text)).filter(({ stage }) => stage.kind === 'train');
}

/** Which stage was made when. */
const madeAt = ({ stage, made }: Stored): string => `${stage.key} ${made.finishedAt}`;

/** The choices of a store, with the file of each. */
async function choicesOf(store: string): Promise<readonly string[]> {
  const names = await readdir(at(store, 'sweeps')).catch(() => []);
  const files = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => stat(at(store, 'sweeps', name))),
  );
  return files.map(({ mtimeMs, ino }) => `${ino} ${mtimeMs}`).sort();
}

/** The rate with the best score among the trials of one training, the first of equals in the order of the file. */
function bestRate(records: readonly Stored[], name: string, rates: readonly number[]): number | undefined {
  const scoreOf = (rate: number) => {
    const one = records.find(({ stage }) => stage.title.startsWith(`${name} (`) && stage.recipe.learningRate === rate);
    expect(one?.outcome?.selection.rows.kind).toBe('english');
    return one?.outcome?.selectionScore ?? Number.NaN;
  };
  const best = Math.max(...rates.map(scoreOf));
  return rates.find((rate) => scoreOf(rate) === best);
}

describe('a study with a sweep', { timeout: 300_000 }, () => {
  it('tries, chooses what the stored scores say, and trains the grid with it, nothing twice', async () => {
    const planned = JSON.parse((await stopoverHere(command('plan', file, 'store', '--json'))).stdout);
    expect(planned.sweep.choices.map(({ chosen }: { readonly chosen: number | null }) => chosen)).toEqual([null, null]);
    const first = await run('store', '--json');
    expect(first.status, first.stderr).toBe(0);
    expect(first.stderr).toContain('Sweep: 5 trials first, copa 2, xnli 3 (seed 1).');
    const records = await trained('store');
    // Five trials; of each training that one of them won the second seed is left, and what follows copa has both.
    expect(records.length).toBe(5 + 1 + 1 + 2);
    const { sweep, done, failed } = JSON.parse(first.stdout);
    expect([done, failed]).toEqual([9 + 4, []]);
    const chosen = sweep.choices.map(
      (one: { readonly chosen: number; readonly candidates: readonly { readonly fields: object }[] }) =>
        one.candidates[one.chosen]?.fields,
    );
    const [copa, xnli] = [bestRate(records, 'copa', [1e-3, 2e-3]), bestRate(records, 'mnli', [1e-5, 3e-2, 1e-1])];
    expect(chosen).toEqual([{ learningRate: copa }, { learningRate: xnli }]);
    expect(first.stderr).toContain(`Chosen for xnli: learningRate ${xnli}`);

    const again = await run('store', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ done: 0, sweep });
    const written = study('', 'written')
      .replace('COPA', `{ learningRate: ${copa} }`)
      .replace('XNLI', `{ learningRate: ${xnli} }`);
    const byHand = await world.folder.write('by-hand.yaml', written.replace('name: swept', 'name: by-hand'));
    const plan = JSON.parse((await stopoverHere(command('plan', byHand, 'store', '--json'))).stdout);
    expect(plan.toRun.stages).toBe(0);
    expect(plan.stages.length).toBe(10);

    const status = await stopoverHere(['status', `${at('store')}#swept`]);
    expect(status.stdout).toContain('Chosen for copa: learningRate');
    const loser = records.find(({ stage }) => stage.title === 'mnli (learningRate 1e-5), seed 1');
    expect(loser).toBeDefined();
    expect(
      (await stopoverHere(['show', `${at('store')}#swept`, loser?.stage.key.slice(0, 12) ?? ''])).stdout,
    ).toContain('mnli (learningRate 1e-5)');
    const report = at('store', 'reports', 'swept');
    const markdown = await readFile(join(report, 'report.md'), 'utf8');
    expect(markdown).toContain('## Sweep');
    expect(markdown).toContain('English development rows');
    const page = await readFile(join(report, 'index.html'), 'utf8');
    expect(page).toContain('id="sweep"');
    expect(JSON.parse(await readFile(join(report, 'summary.json'), 'utf8')).sweep).toEqual(sweep);
  });

  it('goes on after it was killed between the trials and the grid, with the choice that was made', async () => {
    const args = command('run', file, 'killed', '--backend', 'cpu', '--processes', '1', '--json');
    const killed = startCommand(args);
    while ((await choicesOf('killed')).length < 2) await setTimeout(10);
    killed.kill('SIGKILL');
    await endOf(killed);
    const before = await trained('killed');
    expect(before.length).toBeGreaterThanOrEqual(5);
    const choices = await choicesOf('killed');
    const end = await run('killed', '--json');
    expect(end.status, end.stderr).toBe(0);
    expect(end.stderr).not.toContain('trials first');
    const after = await trained('killed');
    expect(after.length).toBe(9);
    // Nothing that was made is made again.
    expect(after.map(madeAt)).toEqual(expect.arrayContaining(before.map(madeAt)));
    expect(await choicesOf('killed')).toEqual(choices);
  });

  it('draws at random what it planned, and runs what an asked part depends on alone', async () => {
    const range = '{ learningRate: { min: 1.0e-5, max: 1.0e-2, scale: log } }';
    const random = study(`sweep: { method: random, trials: 2, over: { target: ${range}, intermediate: ${range} } }\n`);
    const path = await world.folder.write('random.yaml', random.replace('seeds: [1, 2]', 'seeds: [1]'));
    const fieldsOf = (choice: { readonly candidates: readonly { readonly fields: object }[] }) =>
      choice.candidates.map(({ fields }) => fields);
    const planned = JSON.parse((await stopoverHere(command('plan', path, 'random', '--json'))).stdout);
    const part = await stopoverHere(
      command('run', path, 'random', '--backend', 'cpu', '--only', 'intermediate=none', '--json'),
    );
    expect(part.status, part.stderr).toBe(0);
    expect((await trained('random')).length).toBe(2);
    const { sweep, notices } = JSON.parse(part.stdout);
    const [copa, xnli] = sweep.choices;
    expect(sweep.choices.map(fieldsOf)).toEqual(planned.sweep.choices.map(fieldsOf));
    expect(xnli).toMatchObject({ name: 'xnli', chosen: expect.any(Number) });
    expect(copa).toMatchObject({ name: 'copa', chosen: null, unasked: true });
    expect(notices).toContainEqual(expect.stringContaining('The recipe of copa is not chosen yet'));
  });
});
