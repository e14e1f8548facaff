// What `plan` says of a whole study: a summary, lengths that the model cannot take, and a grid with nothing in it.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, endOf, startCommand } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';

let folder: TemporaryFolder;

beforeAll(async () => {
  build();
  folder = await temporaryFolder();
}, 180_000);

afterAll(() => folder?.[Symbol.asyncDispose]());

const head = 'name: x\nmodel: miniature\ntargets: [{ task: xcopa, training: copa, languages: [it, tr] }]\n';

async function plan(study: string, ...args: readonly string[]) {
  await folder.write('s.yaml', head + study);
  return await stopoverHere(['plan', 's.yaml', '--store', 'store', ...args], { cwd: folder.path });
}

const large =
  'arms: [zero-shot, target-shots]\nshots: [5, 10]\nbuckets: 5\nseeds: [1, 2]\nrecipe: { all: { maxLength: 64 } }\n';

describe('the plan of a study', () => {
  it('with more than 50 stages is a summary, and a list where it is asked for', async () => {
    const { stdout } = await await plan(large);
    // Of each seed: copa, its test, and 2 languages × 2 numbers of shots × 5 draws, each with its test.
    expect(stdout).toMatch(/arm +zero-shot +4 +4 +4 /);
    expect(stdout).toMatch(/arm +target-shots +40 +82 +82 /);
    expect(stdout).toMatch(/target +xcopa +44 +84 +84 /);
    expect(stdout).toMatch(/intermediate +none +44 +84 +84 /);
    expect(stdout).toMatch(/total +44 +84 +84 /);
    expect(stdout).not.toContain('copa, seed 1');
    const listed = (await await plan(large, '--stages')).stdout;
    expect(listed.split('\n').filter((line) => line.startsWith('· '))).toHaveLength(84);
    const { stages, summary } = JSON.parse((await await plan(large, '--json')).stdout);
    expect([stages.length, summary.at(-1)]).toMatchObject([84, { by: 'total', cells: 44, stages: 84, toRun: 84 }]);
  });

  it('says once which lengths are beyond the positions of the model, in terminal and document', async () => {
    const recipe = 'recipe: { all: { maxLength: 200 } }\n';
    const { stdout } = await await plan(recipe);
    const said = 'The model has positions for 128 tokens: maxLength 200 of copa and xcopa is taken as 128.';
    expect(stdout.split(said)).toHaveLength(2);
    const { clipped } = JSON.parse((await await plan(recipe, '--json')).stdout);
    expect(clipped).toEqual([{ maxLength: 200, longest: 128, tasks: ['copa', 'xcopa'] }]);
    expect((await await plan('recipe: { all: { maxLength: 128 } }\n')).stdout).not.toContain('positions');
  });

  it('of a grid with nothing in it is refused as by run, after the reasons', async () => {
    const text = 'arms: [target-shots]\nshots: [1000000]\n';
    const { status, stdout, stderr } = await await plan(text);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('no part of the grid can be evaluated'),
    });
    expect(stdout).toContain('Not available: xcopa');
    const json = await await plan(text, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 2, cells: 0, unavailable: [{}, {}], error: {} });
  });

  it('refuses half precision on a backend that has none', async () => {
    const text = 'backend: cpu\nrecipe: { target: { precision: float16 } }\n';
    const { status, stderr } = await await plan(text);
    expect(status).toBe(2);
    expect(stderr).toContain('s.yaml, line 5, recipe: the backend cpu trains in float32 only');
  });

  it('estimates a new store on a speed that it measures once, and counts the windows of long contexts', async () => {
    const speeds = async () => {
      const [name = '', ...others] = await readdir(join(folder.path, 'windows', 'speeds'));
      expect(others).toEqual([]);
      return readFile(join(folder.path, 'windows', 'speeds', name), 'utf8');
    };
    await folder.write(
      'windows.yaml',
      'name: windows\nmodel: miniature\ntargets: [{ task: xquad, languages: [de] }]\narms: [zero-shot]\nseeds: [1, 2]\n' +
        'recipe: { all: { maxLength: 24, docStride: 6, batchSize: 8, maxExamples: 40, epochs: 1, select: last } }\n',
    );
    const planned = (...args: readonly string[]) =>
      stopoverHere(['plan', 'windows.yaml', '--store', 'windows', '--processes', '2', ...args], { cwd: folder.path });
    const { stages, time, memory } = JSON.parse((await planned('--json')).stdout);
    expect(time).toMatchObject({ processes: 2, threads: 1, of: 'CPU', unknown: 0, stages: { estimated: 4 } });
    expect(time.hours).toBeCloseTo(time.processSeconds / 3600, 9);
    expect(memory.each).toBeGreaterThan(2e8);
    // A context of some twenty words does not fit into 24 tokens beside its question.
    expect(stages[0].steps).toBeGreaterThan(40 / 8);
    const first = await speeds();
    const { stdout } = await planned('--backend', 'cpu');
    expect(stdout).toMatch(/Time: about .* with 2 processes of 1 thread, .* CPU-hours in all/);
    expect(stdout).toContain('Times: 4 stages estimated from what their passes compute');
    expect(await speeds()).toBe(first);
    await planned('--calibrate');
    expect(await speeds()).not.toBe(first);
  });

  it('counts the room of each head of a mixture: every head has a graph of its own', async () => {
    const each = async (name: string, intermediate: string): Promise<number> => {
      await folder.write(
        `${name}.yaml`,
        `name: ${name}\nmodel: miniature\nintermediates: [${intermediate}]\ntargets: [{ task: xcopa, languages: [it] }]\n` +
          'arms: [intermediate]\nseeds: [1]\nrecipe: { all: { select: last, maxExamples: 32 }, target: { maxExamples: 8 } }\n',
      );
      const { stdout } = await stopoverHere(['plan', `${name}.yaml`, '--store', 'heads', '--json'], {
        cwd: folder.path,
      });
      return JSON.parse(stdout).memory.each;
    };
    const apart = [await await each('one', 'social-iqa'), await await each('other', 'hellaswag')];
    expect(await await each('both', '{ name: both, mixture: [social-iqa, hellaswag] }')).toBeGreaterThan(
      Math.max(...apart),
    );
  });

  it('without a backend that works says why there are no estimates', async () => {
    const { status, stdout } = await await plan('backend: cuda\n');
    expect(status).toBe(0);
    expect(stdout).toMatch(/of unknown time: the backend does not work here/);
    expect(stdout).toContain('No estimates: ');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'that has no end is ended by %s',
    async (signal) => {
      await folder.write('endless.yaml', `${head}arms: [target-shots]\nshots: [5]\nbuckets: 100000000\n`);
      const command = startCommand(['plan', 'endless.yaml', '--store', 'endless', '--debug'], { cwd: folder.path });
      // Long enough to be in the middle of the grid on any machine; if it is not yet, it is ended all the same.
      await new Promise((resolve) => setTimeout(resolve, 4000));
      const ended = endOf(command);
      command.kill(signal);
      await ended;
      expect(command.signalCode ?? command.exitCode).not.toBe(0);
    },
    60_000,
  );
});

it('finetune takes maxExamples of a recipe, and says what it makes of maxLength', async () => {
  await folder.write(
    'r.yaml',
    `${head}recipe: { all: { maxExamples: 16, batchSize: 8, epochs: 1, maxLength: 200, select: last } }\n`,
  );
  const args = ['finetune', '--model', 'miniature', '--task', 'copa', '--recipe', 'r.yaml', '--out', 'tuned', '--json'];
  const { stdout, stderr } = await stopoverHere(
    [...args, '--source', 'miniature', '--backend', 'cpu', '--threads', '1'],
    {
      cwd: folder.path,
    },
  );
  expect(stderr).toContain('copa (en): 16 examples on');
  expect(stderr.split('The model has positions for 128 tokens: maxLength 200 of copa is taken as 128.')).toHaveLength(
    2,
  );
  expect(JSON.parse(stdout)).toMatchObject({ steps: 2, examplesSeen: 16 });
}, 120_000);
