import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

const study = `name: mixtures
model: ./model
intermediates:
  - none
  - copa
  - mnli
  - multi-task
  - { name: warm, mixture: [copa, mnli], sampling: temperature, temperature: 2, sizeCap: 64 }
  - { name: copa+mlm, task: copa, mlm: { share: 0.25, text: [./news.txt, miniature], maxExamples: 60 } }
  - { name: control, task: mnli, labels: shuffled }
targets: [xnli]
languages: [sw]
recipe:
  base: jiant
  all: { learningRate: 0.001, batchSize: 16, maxLength: 64, epochs: 2, evalSteps: 4 }
`;

let world: SmallWorld;
let file: string;
beforeAll(async () => {
  build();
  world = await smallWorld();
  file = await world.folder.write('mixtures.yaml', study);
  await world.folder.write('news.txt', 'The cat sleeps.\nDer Hund sieht die Katze.\n');
}, 180_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const command = (name: string, ...args: string[]) =>
  stopoverHere([name, file, '--mirror', world.mirror, '--store', join(world.folder.path, 'mixtures'), ...args]);

it('tasks alone, together, with text beside one, and a control run side by side', { timeout: 300_000 }, async () => {
  const planned = await command('plan');
  expect([planned.stderr, planned.status]).toEqual(['', 0]);
  expect(planned.stdout).toContain('Steps of multi-task, seed 1, by rows: copa 33.3 %, mnli 66.7 %.');
  expect(planned.stdout).toContain('Steps of copa+mlm, seed 1, by rows: copa 75.0 %, mlm 25.0 %.');

  const first = await command('run', '--json');
  expect(first.status, first.stderr).toBe(0);
  const document: { failed: unknown[]; report: { html: string } } = JSON.parse(first.stdout);
  expect(document.failed).toEqual([]);
  const page = await readFile(document.report.html, 'utf8');
  for (const words of ['multi-task', 'warm', 'control', 'What was drawn', 'masked text, with a fresh head'])
    expect(page).toContain(words);
  expect((await command('run')).stderr).toContain('0 to run');

  await world.folder.write('news.txt', 'The cat sleeps.\n');
  expect((await command('plan')).stdout).toMatch(/; 3 to run/);
});
