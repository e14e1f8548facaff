import { cp, readFile, writeFile } from 'node:fs/promises';
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

const command = (...args: string[]) =>
  stopoverHere([...args, '--mirror', world.mirror, '--recipe', world.study], { cwd: world.folder.path });

describe('one stage by hand', { timeout: 120_000 }, () => {
  it('is trained, and its model predicts and is scored', async () => {
    const trained = await command('finetune', '--model', './model', '--task', 'mnli', '--out', 'trained', '--json');
    expect(trained).toMatchObject({ status: 0 });
    expect(JSON.parse(trained.stdout)).toMatchObject({
      task: 'mnli',
      languages: ['en'],
      steps: 12,
      interrupted: false,
    });

    const args = ['--model', 'trained', '--task', 'xnli', '--languages', 'sw,tr'];
    const scored = await command('evaluate', ...args, '--out', 'predictions');
    expect(scored.status).toBe(0);
    expect(scored.stdout).toMatch(/^language +examples +accuracy\nsw +40 +[\d.]+\ntr +40 +[\d.]+\nmean +[\d.]+\n$/);
    const lines = (await readFile(join(world.folder.path, 'predictions/xnli.tr.jsonl'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(40);
    const right = lines.filter((line) => /"gold":(\d),"prediction":\1/.test(line)).length;
    expect(scored.stdout).toContain(`tr              40     ${((100 * right) / 40).toFixed(2)}`);
  });

  it('is scored in every language of the task that there is, and the others are named', async () => {
    const { status, stdout, stderr } = await command('evaluate', '--model', 'trained', '--task', 'xnli', '--json');
    expect(status).toBe(0);
    expect(stderr).toContain('Without rows in mirror, left out: ar, bg, de,');
    expect(JSON.parse(stdout)).toMatchObject({
      languages: [{ language: 'sw' }, { language: 'tr' }],
      missing: expect.arrayContaining(['en', 'zh']),
    });
    const none = await command('evaluate', '--model', 'trained', '--task', 'xcopa');
    expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining('has no test rows of xcopa') });
  });

  it('has the tags of its training rows where the task has no list of its own', async () => {
    const text = 'the|DT old|JJ dog|NN\nthe|DT new|JJ cat|NN\n';
    for (const split of ['train', 'validation']) await world.folder.write(`own/ccg/${split}.stagged`, text);
    const env = { STOPOVER_DATA: join(world.folder.path, 'own') };
    const run = (...args: string[]) =>
      stopoverHere([...args, '--recipe', world.study], { cwd: world.folder.path, env });
    expect(await run('finetune', '--model', './model', '--task', 'ccg', '--out', 'tagger')).toMatchObject({
      status: 0,
    });
    const config: unknown = JSON.parse(await readFile(join(world.folder.path, 'tagger/model/config.json'), 'utf8'));
    expect(config).toMatchObject({ id2label: { 0: 'DT', 1: 'JJ', 2: 'NN' } });
    const args = ['--model', 'tagger', '--task', 'ccg', '--split', 'validation', '--out', 'tags'];
    expect(await run('evaluate', ...args)).toMatchObject({ status: 0 });
    expect(await readFile(join(world.folder.path, 'tags/ccg.en.jsonl'), 'utf8')).toMatch(/"prediction":\["(DT|JJ|NN)"/);
  });

  it('answers by the names of its labels, and is refused where they are not the task’s', async () => {
    const place = (...names: string[]) => join(world.folder.path, ...names);
    const labelled = async (name: string, names: readonly string[]) => {
      await cp(place('trained/model'), place(name), { recursive: true });
      const config: object = JSON.parse(await readFile(place(name, 'config.json'), 'utf8'));
      const label2id = Object.fromEntries(names.map((label, i) => [label, i]));
      await writeFile(place(name, 'config.json'), JSON.stringify({ ...config, id2label: { ...names }, label2id }));
      return await command(
        'evaluate',
        '--model',
        `./${name}`,
        '--task',
        'xnli',
        '--languages',
        'sw',
        '--out',
        `${name}-out`,
      );
    };
    const predicted = async (name: string) => {
      const lines = (await readFile(place(`${name}-out`, 'xnli.sw.jsonl'), 'utf8')).trim().split('\n');
      return lines.map((line) => Number(/"prediction":(\d)/.exec(line)?.[1]));
    };
    expect(await await labelled('own', ['entailment', 'neutral', 'contradiction'])).toMatchObject({ status: 0 });
    expect(await await labelled('turned', ['CONTRADICTION', 'ENTAILMENT', 'NEUTRAL'])).toMatchObject({ status: 0 });
    // The first output means the third label now, and so on.
    expect(await predicted('turned')).toEqual((await predicted('own')).map((label) => [2, 0, 1][label]));
    const strange = await await labelled('strange', ['negative', 'neutral', 'positive']);
    expect(strange).toMatchObject({ status: 2, stdout: '' });
    expect(strange.stderr).toContain('(3: negative, neutral, positive)');
    expect(strange.stderr).toContain('xnli (3: entailment, neutral, contradiction)');
  });

  it.each([
    [['finetune', '--model', './model', '--task', 'xnli'], 'xnli only evaluates: it has no training rows'],
    [
      ['finetune', '--model', './model', '--task', 'ccg'],
      '--task ccg: the source mirror has no train rows of ccg in en in the folder that STOPOVER_DATA names. Write CCGbank’s',
    ],
    [
      ['evaluate', '--model', './model', '--task', 'bucc2018'],
      '--task bucc2018: the source mirror has no test rows of bucc2018 in the folder that STOPOVER_DATA names. Unpack the',
    ],
    [['finetune', '--model', './model', '--task', 'mnly'], 'Did you mean "mnli"?'],
    [['evaluate', '--model', './model', '--task', 'xnli', '--languages', 'swa'], 'Did you mean "sw"?'],
    [['evaluate', '--model', './modle', '--task', 'xnli'], 'modle'],
    [['evaluate', '--model', './model', '--task', 'xnli', '--split', 'train'], 'Take test or validation.'],
  ])('refuses %j', async (args, words) => {
    const { status, stderr } = await command(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});
