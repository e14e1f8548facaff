import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Translator } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyModel, tinyModels, tinyPlan } from '../fixtures/tiny-study.ts';
import { shouting, TinySource, tinyCatalog, tinyTables, tinyTranslators } from '../fixtures/tiny-world.ts';
import { planStudy } from '../planning/plan-study.ts';
import type { Plan } from '../records/plan.ts';
import { readResults } from '../results/read-results.ts';
import { openStore, type Store } from '../store/store.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { StageRunner } from './stage-runner.ts';
import { readTranslated } from './translated-examples.ts';

const translators = 'translators: { shout: { use: shouting } }\n';
const arms = `targets: [xclaims, xquiz, pairs]
languages: [en, de, sw]
arms: [zero-shot, translate-train, translate-train+english, translate-test]
translateWith: shout
${translators}`;

async function plan(yaml: string): Promise<Plan> {
  await using folder = await scratch();
  return await tinyPlan(folder.path, yaml);
}

const titles = ({ stages }: Plan): string[] => stages.map(({ title }) => title);
const keysOf = ({ stages }: Plan, start: string) =>
  stages.filter(({ title }) => title.startsWith(start)).map(({ key }) => key);

/** Runs all stages in this process, in order. */
async function runAll(
  study: Plan,
  store: Store,
  offered: Catalog<Translator> = tinyTranslators(),
  source = new TinySource(folderOf(study), tinyTables()),
): Promise<string[]> {
  await using runner = new StageRunner(tinyCatalog(), source, majorityEngine(), offered);
  const results: string[] = [];
  for (const stage of study.stages) {
    results.push(await runner.run(stage, store, { bases: basesOf(study), backend: noDevice, version: 'test' }));
  }
  return results;
}

describe('a plan with translations', () => {
  it('trains nothing for nothing', async () => {
    const english = `targets: [xclaims]\nintermediates: [quiz]\nlanguages: [en]\ntranslateWith: shout\n${translators}`;
    const whole = await plan(`${english}arms: [intermediate, intermediate+translate-test]\n`);
    expect(titles(whole)).toEqual([
      'quiz, seed 1',
      'quiz → claims, seed 1',
      'quiz → claims → xclaims test (en), seed 1',
    ]);
    // Nothing is translated into the language that it is in.
    const none = await plan(`${english}arms: [intermediate+translate-test]\n`);
    expect([titles(none), none.jobs]).toEqual([[], []]);
  });

  it('translates once, trains for each language, and says what cannot be had and why', async () => {
    const whole = await plan(arms);
    expect(titles(whole)).toMatchInlineSnapshot(`
      [
        "claims, seed 1",
        "claims → xclaims test (3 languages), seed 1",
        "claims train, en to de by shout",
        "claims in de, seed 1",
        "claims in de → xclaims test (de), seed 1",
        "claims in en and de, seed 1",
        "claims in en and de → xclaims test (de), seed 1",
        "xclaims test, de to en by shout",
        "claims → xclaims test (de in en), seed 1",
        "xclaims test, sw to en by shout",
        "claims → xclaims test (sw in en), seed 1",
        "quiz, seed 1",
        "quiz → xquiz test (2 languages), seed 1",
        "quiz train, en to de by shout",
        "quiz in de, seed 1",
        "quiz in de → xquiz test (de), seed 1",
        "quiz in en and de, seed 1",
        "quiz in en and de → xquiz test (de), seed 1",
        "xquiz test, de to en by shout",
        "quiz → xquiz test (de in en), seed 1",
        "pairs test (2 languages), base model",
      ]
    `);
    expect([
      ...new Set(
        whole.unavailable.map(({ target, language, arm, reason }) => `${target} ${language} ${arm}: ${reason}`),
      ),
    ]).toMatchInlineSnapshot(`
      [
        "xclaims sw translate-train: claims cannot be trained: claims cannot be translated from en into sw (shout: it does not speak sw)",
        "xclaims sw translate-train+english: claims cannot be trained: claims cannot be translated from en into sw (shout: it does not speak sw)",
        "xquiz sw zero-shot: xquiz has no data in sw",
        "xquiz sw translate-train: xquiz has no data in sw",
        "xquiz sw translate-train+english: xquiz has no data in sw",
        "xquiz sw translate-test: xquiz has no data in sw",
        "pairs en zero-shot: pairs has no data in en",
        "pairs en translate-train: pairs has no data in en",
        "pairs en translate-train+english: pairs has no data in en",
        "pairs en translate-test: pairs has no data in en",
        "pairs all translate-train: pairs trains nothing, so there is nothing to translate",
        "pairs all translate-train+english: pairs trains nothing, so there is nothing to translate",
        "pairs de translate-test: pairs cannot be translated: it looks for translations, which a translator would give away",
        "pairs sw translate-test: pairs cannot be translated: it looks for translations, which a translator would give away",
      ]
    `);
    const cells = whole.cells
      .filter(({ target }) => target === 'xclaims')
      .map(({ language, arm }) => `${language} ${arm}`);
    expect(cells).toMatchInlineSnapshot(`
      [
        "en zero-shot",
        "de zero-shot",
        "sw zero-shot",
        "de translate-train",
        "de translate-train+english",
        "de translate-test",
        "sw translate-test",
      ]
    `);
  });

  it('waits for a translation before it trains on it', async () => {
    const { jobs, stages } = await plan(arms);
    const before = new Set<string>();
    for (const job of jobs) {
      for (const parent of job.after) expect(before).toContain(parent);
      before.add(job.key);
    }
    const users = stages.filter((stage) => stage.data.some(({ translation }) => translation));
    expect(users.length).toBeGreaterThan(3);
    for (const { key, data } of users) {
      const job = jobs.find((one) => one.stages.includes(key));
      expect(job?.after).toEqual(expect.arrayContaining(data.flatMap(({ translation }) => translation?.stage ?? [])));
    }
  });

  it('has other keys for another translator, and the same for another name of it', async () => {
    const keys = (text: string) =>
      plan(arms.replace(translators, text)).then((one) => keysOf(one, 'claims train, en to de'));
    const [first] = await keys(translators);
    expect(first).toBeDefined();
    expect(await keys('translators: { shout: { use: shouting, loud: true } }\n')).toEqual([first]);
    expect(await keys('translators: { shout: { use: shouting, loud: false } }\n')).not.toEqual([first]);
    const named = arms
      .replace(translators, 'translators: { other: { use: shouting } }\n')
      .replace('translateWith: shout', 'translateWith: other');
    expect(keysOf(await plan(named), 'claims train, en to de')).toEqual([first]);
  });

  it('translates the rows that training takes: a seed’s where not all are', async () => {
    const few = await plan(`${arms}seeds: [1, 2]\nrecipe: { all: { maxExamples: 10 } }\n`);
    expect(titles(few).filter((title) => title.startsWith('claims train'))).toEqual([
      'claims train, en to de by shout, 10 rows of seed 1',
      'claims train, en to de by shout, 10 rows of seed 2',
    ]);
    const all = await plan(`${arms}seeds: [1, 2]\nrecipe: { all: { maxExamples: 1000 } }\n`);
    expect(titles(all).filter((title) => title.startsWith('claims train'))).toEqual([
      'claims train, en to de by shout',
    ]);
  });

  it('takes an intermediate in other languages, with the English or without, and a mixture', async () => {
    const { stages, unavailable, overlaps } = await plan(`intermediates:
  - none
  - { name: claims-es, task: claims, translate: { to: [es, de], with: shout } }
  - { name: claims-en-es, task: claims, translate: { to: es, with: shout, english: true } }
  - { name: both-es, mixture: [claims, stories], translate: { to: es, with: shout } }
  - { name: claims-sw, task: claims, translate: { to: sw, with: shout } }
targets: [xclaims]
languages: [de]
${translators}`);
    const data = new Map(
      stages.map((stage) => [
        stage.title,
        stage.data.map(({ task, translation }) => `${task} ${translation?.to ?? 'en'}`),
      ]),
    );
    expect(data.get('claims-es, seed 1')).toEqual(['claims es', 'claims de']);
    expect(data.get('claims-en-es, seed 1')).toEqual(['claims en', 'claims es']);
    expect(data.get('both-es, seed 1')).toEqual(['claims es', 'stories es']);
    expect(data.has('claims-sw, seed 1')).toBe(false);
    expect(unavailable[0]?.reason).toBe(
      'claims-sw cannot be trained: claims cannot be translated from en into sw (shout: it does not speak sw)',
    );
    expect(overlaps.map(({ intermediate }) => intermediate)).toContain('claims-es');
  });
});

describe('a study file with translations', () => {
  const parse = (yaml: string) => () => parseStudy(`name: t\nmodel: m\ntargets: [xclaims]\n${yaml}`, 't.yaml');

  it.each([
    ['arms: [zero-shot, translate-test]\n', /t\.yaml, line 4, arms: the arm translate-test needs translations/],
    [`translateWith: shout\n${translators}`, /line 4, translateWith: no arm \(zero-shot\) needs translations/],
    [translators, /line 4, translators\.shout: nothing uses the translator "shout"/],
    [
      `arms: [translate-test]\ntranslateWith: shot\n${translators}`,
      /line 5, translateWith: there is no translator "shot"\. Did you mean "shout"/,
    ],
    [
      'intermediates: [{ name: a, translate: { to: es, with: b } }]\n',
      /must have one of `task`, `mixture` and `checkpoint`/,
    ],
    ['intermediates: [{ name: a, task: b, translate: { to: ES, with: b } }]\n', /must be a BCP 47 tag in its usual/],
    ['intermediates: [{ name: a, task: b, translate: { to: es, wit: b } }]\n', /Did you mean "with"/],
  ])('%s is refused', (yaml, message) => expect(parse(yaml)).toThrow(message));

  it('names the place of settings that the translator does not know', async () => {
    const wrong = arms.replace('use: shouting', 'use: shouting, quiet: 1');
    await expect(plan(wrong)).rejects.toThrow(
      /tiny\.yaml, line 7, translators\.shout\.quiet: there is no field "quiet"\. Known here: use, loud\./,
    );
    const near = arms.replace('use: shouting', 'use: shouting, lout: true');
    await expect(plan(near)).rejects.toThrow(/there is no field "lout"\. Did you mean "loud"\?/);
    const typed = arms.replace('use: shouting', 'use: shouting, loud: 1');
    await expect(plan(typed)).rejects.toThrow(/translators\.shout\.loud: 1 does not fit: expected boolean/);
    await expect(plan(arms.replace('use: shouting', 'use: shoutin'))).rejects.toThrow(/Did you mean "shouting"/);
    const files = arms.replace('use: shouting', 'use: files, folder: ./nowhere');
    await expect(plan(files)).rejects.toThrow(/translators\.shout\.folder: there is no folder .*nowhere/);
  });
});

describe('translations that are made', () => {
  it('are kept, trained on and evaluated, and made only once', async () => {
    await using folder = await scratch();
    const study = await tinyPlan(folder.path, arms);
    const store = openStore(join(folder.path, 'store'));
    await runAll(study, store);
    const [key = ''] = keysOf(study, 'claims train, en to de');
    const items = await readTranslated(store.stageFolder(key));
    expect(items.length).toBe(48);
    expect(items[0]).toEqual({ id: '0', example: { id: '0', text: 'DEFAULT TRAIN 0', gold: 1 } });
    expect(await runAll(study, store, new Catalog<Translator>('translator', []))).toEqual(
      study.stages.map(() => 'cached'),
    );
    const results = await readResults(store, study);
    expect(results.failed).toEqual([]);
    expect(results.cells.length).toBe(study.cells.length);
    const ids = results.cells
      .filter(({ target, language }) => target === 'xclaims' && language === 'de')
      .map((cell) => cell.ids.join());
    expect(ids.length).toBe(4);
    expect(new Set(ids).size).toBe(1);
    // English and its translation are one task's data: 96 rows in batches of 32, twice, where one has 48.
    const seen = (title: string) => results.stages.find((stage) => stage.title === title)?.examplesSeen;
    expect([seen('claims in en and de, seed 1'), seen('claims in de, seed 1')]).toEqual([192, 128]);
  });

  it('lose an answer that is not found again: out of training, wrong in a test, counted in both', async () => {
    await using folder = await scratch();
    const tables = tinyTables();
    const asked = (n: number) =>
      Array.from({ length: n }, (_, i) => {
        return { question: 'What is there?', context: `Here is ${i % 4 ? 'tea' : 'tea, tea'}.`, answer: 'tea' };
      });
    tables.set('tiny/quiz default train', asked(60));
    tables.set('tiny/xquiz xquiz.de test', asked(12));
    const source = new TinySource(await tinyModel(folder.path), tables);
    const study = await planStudy(parseStudy(`name: tiny\nmodel: tiny/base\n${arms}`, 'tiny.yaml'), {
      tasks: tinyCatalog(),
      source,
      translators: tinyTranslators(),
      models: tinyModels,
      engineVersion: 'test-1',
    });
    const store = openStore(join(folder.path, 'store'));
    await runAll(study, store, tinyTranslators(), source);
    const results = await readResults(store, study);
    const lost = results.skipped.filter(({ task }) => ['quiz', 'xquiz'].includes(task));
    expect(lost.map(({ count, ...skip }) => `${count} of ${Object.values(skip).join(' ')}`)).toEqual([
      '15 of quiz en train into de by shout: the translated answer is there more than once in its sentence',
      '3 of xquiz de test into en by shout: the translated answer is there more than once in its sentence; counted as wrong',
    ]);
    const train = study.stages.find(({ title }) => title === 'quiz in de, seed 1');
    expect((await store.find(train?.key ?? ''))?.examplesSeen).toBe(96);
    const cells = results.cells.filter(({ target, language }) => target === 'xquiz' && language === 'de');
    const score = (arm: string) => cells.find((cell) => cell.arm === arm)?.scores.found;
    expect([score('zero-shot'), score('translate-test')]).toEqual([100, 0]);
    expect(new Set(cells.map(({ ids }) => ids.join())).size).toBe(1);
  });

  it('are not made by a translator that is another one now', async () => {
    await using folder = await scratch();
    const study = await tinyPlan(folder.path, arms);
    const changed: Translator = {
      ...shouting(),
      open: async (settings, place) => ({ ...(await shouting().open(settings, place)), identity: { loud: 'louder' } }),
    };
    const run = runAll(study, openStore(join(folder.path, 'store')), new Catalog('translator', [changed]));
    await expect(run).rejects.toThrow('translator shout: it is not the one that was planned with');
  });
});

describe('ready files', () => {
  const yaml = `targets: [xclaims]
languages: [de]
arms: [translate-train, translate-test]
translateWith: [ready, shout]
translators: { ready: { use: files, folder: ./ready }, shout: { use: shouting } }
`;
  const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  async function world(train: string, test?: readonly { text: string; label: number }[]) {
    const folder = await scratch();
    await mkdir(join(folder.path, 'ready/claims'), { recursive: true });
    await writeFile(join(folder.path, 'ready/claims/train.en-de.jsonl'), train);
    if (test) {
      await mkdir(join(folder.path, 'ready/xclaims'), { recursive: true });
      const columnData = [
        { name: 'text', data: test.map(({ text }) => text), type: 'STRING' as const },
        { name: 'label', data: test.map(({ label }) => label), type: 'INT32' as const },
      ];
      await writeFile(
        join(folder.path, 'ready/xclaims/test.de-en.parquet'),
        new Uint8Array(parquetWriteBuffer({ columnData })),
      );
    }
    const study = await tinyPlan(folder.path, yaml);
    return { folder, study, store: openStore(join(folder.path, 'store')) };
  }

  it('are used in the place of a translator; what is not there is translated', async () => {
    const rows = [
      { text: 'Es regnet', label: 0 },
      { text: 'Es schneit', label: 1 },
    ];
    const { folder, study, store } = await world(lines(rows));
    await using _ = folder;
    expect(titles(study).filter((title) => title.includes(' to '))).toEqual([
      'claims train, en to de by ready',
      'xclaims test, de to en by shout',
    ]);
    await runAll(study, store);
    const items = await readTranslated(store.stageFolder(keysOf(study, 'claims train')[0] ?? ''));
    expect(items.map((item) => 'example' in item && item.example)).toEqual([
      { id: '0', text: 'Es regnet', gold: 0 },
      { id: '1', text: 'Es schneit', gold: 1 },
    ]);
    expect(await readdir(join(store.folder, 'translations'))).toHaveLength(1);
  });

  it('of a test stand beside its items; those it lacks count as wrong', async () => {
    // The test has 12 rows, of which the task skips the fifth and the tenth.
    const rows = Array.from({ length: 12 }, (_, i) => ({
      text: `item ${i}`,
      label: i % 5 === 4 ? -1 : i % 3 === 0 ? 1 : 0,
    }));
    const { folder, study, store } = await world(lines([{ text: 'Es regnet', label: 0 }]), rows.slice(0, 8));
    await using _ = folder;
    await runAll(study, store);
    const results = await readResults(store, study);
    expect(
      results.skipped
        .filter(({ reason }) => reason.includes('by ready'))
        .map(({ reason, count }) => `${count} ${reason}`),
    ).toEqual([
      '1 into en by ready: the label is hidden',
      '3 into en by ready: the file has no translation of it; counted as wrong',
    ]);
    const cell = results.cells.find(({ arm }) => arm === 'translate-test');
    expect(cell?.ids).toEqual(['0', '1', '2', '3', '5', '6', '7', '8', '10', '11']);
    expect([...(cell?.items ?? [])].slice(-3)).toEqual([0, 0, 0]);
  });

  it('of a test with an item of their own, or other labels, as rows in another order have, are refused', async () => {
    const rows = Array.from({ length: 13 }, (_, i) => ({ text: `item ${i}`, label: 0 }));
    const { folder, study, store } = await world(lines([{ text: 'Es regnet', label: 0 }]), rows);
    await using _ = folder;
    await expect(runAll(study, store)).rejects.toThrow('it has an item "4" that the test has not');
    const turned = [0, 1, 3, 2].map((i) => ({ text: `item ${i}`, label: i === 0 || i === 3 ? 1 : 0 }));
    const other = await world(lines([{ text: 'Es regnet', label: 0 }]), turned);
    await using __ = other.folder;
    await expect(runAll(other.study, other.store)).rejects.toThrow(
      'item "2" has the label 1, and that of the test has 0',
    );
  });

  it.each([
    ['{"text": "a", "label": 0}\nnot json\n', /train\.en-de\.jsonl, line 2: this is not JSON/],
    ['{"text": "a"}\n', /train\.en-de\.jsonl, row 1: the column "label" is missing/],
    ['', /the table has no rows/],
  ])('%j is refused', async (text, message) => {
    const { folder, study, store } = await world(text);
    await using _ = folder;
    await expect(runAll(study, store)).rejects.toThrow(message);
  });

  it('that changed since the plan are refused', async () => {
    const { folder, study, store } = await world(lines([{ text: 'a', label: 0 }]));
    await using _ = folder;
    await writeFile(join(folder.path, 'ready/claims/train.en-de.jsonl'), lines([{ text: 'b', label: 0 }]));
    await expect(runAll(study, store)).rejects.toThrow('the file is not the one that was planned with');
  });
});
