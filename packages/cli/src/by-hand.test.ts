import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, stopover } from './fixtures/command.ts';
import { type SmallWorld, smallWorld } from './fixtures/small-study.ts';

let world: SmallWorld;

beforeAll(async () => {
  build();
  world = await smallWorld();
}, 180_000);

afterAll(() => world?.[Symbol.asyncDispose]());

const command = (...args: string[]) =>
  stopover([...args, '--mirror', world.mirror, '--recipe', world.study], { cwd: world.folder.path });

describe('one stage by hand', { timeout: 120_000 }, () => {
  it('is trained, and its model predicts and is scored', async () => {
    const trained = command('finetune', '--model', './model', '--task', 'mnli', '--out', 'trained', '--json');
    expect(trained).toMatchObject({ status: 0 });
    expect(JSON.parse(trained.stdout)).toMatchObject({
      task: 'mnli',
      languages: ['en'],
      steps: 12,
      interrupted: false,
    });

    const args = ['--model', 'trained', '--task', 'xnli', '--languages', 'sw,tr'];
    const scored = command('evaluate', ...args, '--out', 'predictions');
    expect(scored.status).toBe(0);
    expect(scored.stdout).toMatch(/^language +examples +accuracy\nsw +40 +[\d.]+\ntr +40 +[\d.]+\nmean +[\d.]+\n$/);
    const lines = (await readFile(join(world.folder.path, 'predictions/xnli.tr.jsonl'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(40);
    const right = lines.filter((line) => /"gold":(\d),"prediction":\1/.test(line)).length;
    expect(scored.stdout).toContain(`tr              40     ${((100 * right) / 40).toFixed(2)}`);
  });

  it('is scored in every language of the task that there is, and the others are named', () => {
    const { status, stdout, stderr } = command('evaluate', '--model', 'trained', '--task', 'xnli', '--json');
    expect(status).toBe(0);
    expect(stderr).toContain('Without rows in mirror, left out: ar, bg, de,');
    expect(JSON.parse(stdout)).toMatchObject({
      languages: [{ language: 'sw' }, { language: 'tr' }],
      missing: expect.arrayContaining(['en', 'zh']),
    });
    const none = command('evaluate', '--model', 'trained', '--task', 'xcopa');
    expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining('has no test rows of xcopa') });
  });

  it.each([
    [['finetune', '--model', './model', '--task', 'xnli'], 'xnli has no train rows in en'],
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
  ])('refuses %j', (args, words) => {
    const { status, stderr } = command(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});
