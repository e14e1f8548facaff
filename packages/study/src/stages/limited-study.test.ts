// A study with a limit, run in this process: every stage reads the same few rows, translated or not.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTables, tinyTranslators } from '../fixtures/tiny-world.ts';
import { planStudy } from '../planning/plan-study.ts';
import { readResults } from '../results/read-results.ts';
import { openStore } from '../store/store.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { StageRunner } from './stage-runner.ts';
import { readTranslated } from './translated-examples.ts';

const study = `name: tiny
model: tiny/base
targets: [xclaims]
languages: [de]
arms: [zero-shot, target-shots, translate-train, translate-test]
shots: [3]
buckets: 1
translateWith: ready
translators: { ready: { use: files, folder: ./ready } }
`;

const rows = (count: number) =>
  // The task skips those without a label, as it does in the test; the others have the test's.
  Array.from({ length: count }, (_, i) => ({ text: `text ${i}`, label: i % 5 === 4 ? -1 : i % 3 === 0 ? 1 : 0 }))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');

it('trains on, translates and scores the rows that the limit leaves', async () => {
  await using folder = await scratch();
  for (const [path, count] of [['claims/train.en-de', 60] as const, ['xclaims/test.de-en', 12] as const]) {
    await mkdir(join(folder.path, 'ready', path, '..'), { recursive: true });
    await writeFile(join(folder.path, 'ready', `${path}.jsonl`), rows(count));
  }
  const source = new TinySource(await tinyModel(folder.path), tinyTables());
  const services = { tasks: tinyCatalog(), translators: tinyTranslators(), models: tinyModels };
  const options = { ...services, source, engineVersion: 'test', limit: 4 };
  const plan = await planStudy(parseStudy(study, join(folder.path, 'tiny.yaml')), options);
  const store = openStore(join(folder.path, 'store'));
  await using runner = new StageRunner(
    tinyCatalog(),
    new TinySource(folderOf(plan), tinyTables()),
    majorityEngine(),
    tinyTranslators(),
  );
  for (const stage of plan.stages)
    expect(await runner.run(stage, store, { bases: basesOf(plan), backend: noDevice, version: 'test' })).toBe('made');
  const translated = plan.stages.filter(({ kind }) => kind === 'translate');
  expect(translated).toHaveLength(2);
  for (const { key } of translated) {
    const items = await readTranslated(store.stageFolder(key));
    expect(items.map((item) => 'example' in item)).toEqual([true, true, true, true]);
  }
  const results = await readResults(store, plan);
  expect(new Set(results.cells.map(({ arm }) => arm)).size).toBe(4);
  expect(results.notices).toEqual([expect.stringMatching(/^Only the first 4 rows .*--limit 4/)]);
  // Of every arm the same four items.
  expect(new Set(results.cells.map(({ ids }) => ids.join())).size).toBe(1);
  expect(results.cells[0]?.ids).toHaveLength(4);
});
