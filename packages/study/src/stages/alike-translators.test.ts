// Two translators may say the same of themselves: neither is given the sentences of the other.
import { join } from 'node:path';
import type { Translator } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog } from '../fixtures/tiny-world.ts';
import { planStudy } from '../planning/plan-study.ts';
import { inputsOf } from '../results/study-inputs.ts';
import { openStore } from '../store/store.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { StageRunner } from './stage-runner.ts';
import { readTranslated } from './translated-examples.ts';

const translator = (name: string, answer: (sentence: string) => string): Translator => ({
  name,
  fields: [],
  probe: async () => ({ ok: true, detail: '' }),
  open: async () => ({
    ...{ identity: { version: 1 }, batch: 8 },
    supports: async () => true,
    translate: async (sentences) => sentences.map(answer),
    [Symbol.asyncDispose]: async () => undefined,
  }),
});
const translators = new Catalog('translator', [
  translator('louder', (sentence) => sentence.toUpperCase()),
  translator('softer', (sentence) => sentence.toLowerCase()),
]);

it('each translates for itself, in one store', async () => {
  await using folder = await scratch();
  const source = new TinySource(await tinyModel(folder.path));
  const store = openStore(join(folder.path, 'store'));
  const hashes: (string | undefined)[] = [];
  const firstBy = async (use: string) => {
    const yaml = `targets: [xclaims]\nlanguages: [de]\narms: [translate-train]\ntranslateWith: mine\ntranslators: { mine: { use: ${use} } }\n`;
    const plan = await planStudy(parseStudy(`name: tiny\nmodel: tiny/base\n${yaml}`, 'tiny.yaml'), {
      ...{ models: tinyModels, tasks: tinyCatalog(), source, translators, engineVersion: 'test-1' },
    });
    const [translation] = inputsOf(plan).translations;
    expect(translation).toMatchObject({ task: 'claims', split: 'train', from: 'en', to: 'de', by: 'mine' });
    hashes.push(translation?.hash);
    const stage = plan.stages.find(({ kind }) => kind === 'translate');
    if (!stage) throw new Error('nothing is translated');
    await using runner = new StageRunner(tinyCatalog(), source, majorityEngine(), translators);
    await runner.run(stage, store, { bases: {}, backend: noDevice, version: 'test' });
    const [item] = await readTranslated(store.stageFolder(stage.key));
    return item && 'example' in item && 'text' in item.example ? item.example.text : undefined;
  };
  expect(await firstBy('louder')).toBe('DEFAULT TRAIN 0');
  expect(await firstBy('softer')).toBe('default train 0');
  // The study calls both by one name; what its results are made from tells them apart.
  expect(hashes[0]).not.toBe(hashes[1]);
});
