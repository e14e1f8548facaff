import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findMaskedText, type MaskedText, readMaskedText } from '@stopover/data';
import { sha256 } from '@stopover/files';
import { describe, expect, it } from 'vitest';
import { scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { tinyTexts } from '../fixtures/tiny-world.ts';
import type { TrainStage } from '../records/stage.ts';
import { shuffleLabels } from '../stages/shuffled-labels.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { compositionOf } from './composition-of.ts';
import { intermediateInWords } from './intermediate-in-words.ts';

const head = 'name: tiny\nmodel: tiny/base\n';
const rest = '\ntargets: [xclaims]\nlanguages: [de]\n';
const study = (item: string) => parseStudy(`${head}intermediates:\n  - none\n  - ${item}${rest}`, 'tiny.yaml');

describe('a mixture in a study file', () => {
  it('says how it is sampled', () => {
    const mixing = (fields: string) =>
      study(`{ name: m, mixture: [claims, stories]${fields} }`).intermediates[0]?.mixing;
    expect(mixing('')).toBe('proportional');
    expect(mixing(', sampling: uniform')).toBe('uniform');
    expect(mixing(', sampling: temperature, temperature: 2, sizeCap: 100')).toEqual({ temperature: 2, sizeCap: 100 });
    expect(mixing(', sampling: weights, weights: { claims: 1, stories: 2 }')).toEqual({
      weights: { claims: 1, stories: 2 },
    });
  });

  it.each([
    ['mnli', null],
    ['{ name: m, task: mnli }', 'mnli'],
    ['{ name: m, mixture: [a, b] }', 'a and b, drawn in proportion to their numbers of examples'],
    [
      '{ name: m, mixture: [a, b, c], sampling: temperature, temperature: 2, sizeCap: 100, heads: shared }',
      'a, b, and c, drawn with temperature 2, sizes capped at 100, with a shared head where the labels are the same',
    ],
    [
      '{ name: m, mixture: [a, b], sampling: weights, weights: { a: 2, b: 0.5 }, labels: shuffled }',
      'a and b, drawn with weights 2 for a and 0.5 for b, with its labels in a random order',
    ],
    [
      '{ name: m, task: a, mlm: { share: 0.125, text: [x.txt, miniature], languages: [de] } }',
      'a, with masked-language modelling in 12.5 % of the steps, on x.txt and miniature in de',
    ],
  ])('is said in words: %s', (item, words) => {
    const [stop] = study(item).intermediates;
    expect(stop && intermediateInWords(stop)).toBe(words);
  });

  it.each([
    ['mnli', null],
    ['{ name: m, task: mnli }', { name: 'm', tasks: ['mnli'] }],
    ['{ name: m, mixture: [b, a], labels: shuffled }', { name: 'm', tasks: ['a', 'b'], shuffled: true }],
    ['{ name: a, task: a, mlm: { share: 0.1, text: x.txt } }', { name: 'a', tasks: ['a'], masked: true }],
    ['{ name: a, checkpoint: some/model }', { name: 'a', tasks: [], ready: true }],
    ['{ name: a, task: a, without: [c, b] }', { name: 'a', tasks: ['a'], without: ['b', 'c'] }],
  ])('is said as data: %s', (item, made) => {
    const [stop] = study(item).intermediates;
    const plain = { masked: false, translated: false, shuffled: false, ready: false };
    expect(stop && compositionOf(stop)).toEqual(made && { ...plain, ...made });
    const translate = { to: ['de'], with: ['by-hand'], english: false };
    expect(stop && compositionOf({ ...stop, translate })).toMatchObject({ name: stop?.name, translated: true });
  });

  it.each([
    [
      '{ name: m, mixture: [a, b], sampling: temperature }',
      /line 5, intermediates\[1\]: the temperature is missing.*temperature: 2/s,
    ],
    [
      '{ name: m, mixture: [a, b], temperature: 2 }',
      /temperature: `temperature` does not go with sampling: proportional/,
    ],
    ['{ name: m, mixture: [a, b], sampling: weights, weights: { a: 1 } }', /weights: b has no weight/],
    ['{ name: m, mixture: [a, b], sampling: weights, weights: { a: 1, b: 1, c: 1 } }', /"c" is not in the mixture/],
    [
      '{ name: m, mixture: [mnli, hellaswag], sampling: weights, weights: { mnli: 1, helaswag: 1 } }',
      /weights\.helaswag: "helaswag" is not in the mixture\. Did you mean "hellaswag"\?/,
    ],
    ['{ name: m, task: a, sampling: uniform }', /`sampling` is of a mixture, and this is one task/],
    ['{ name: m, task: a, mlm: { share: 1, text: x.txt } }', /line 5, intermediates\[1\]\.mlm\.share/],
    ['{ name: m, task: a, mlm: { share: 0.2, txt: x.txt } }', /there is no field "txt".*Did you mean "text"/s],
  ])('is refused: %s', (item, message) => {
    expect(() => study(item)).toThrow(message);
  });
});

describe('a plan', () => {
  it('gives each way of mixing a key of its own, and says the shares', async () => {
    await using folder = await scratch();
    const yaml = `intermediates:
  - { name: plain, mixture: [claims, stories] }
  - { name: even, mixture: [claims, stories], sampling: uniform }
  - { name: warm, mixture: [claims, stories], sampling: temperature, temperature: 2, sizeCap: 30 }
  - { name: control, task: claims, labels: shuffled }
  - { name: claims+mlm, task: claims, mlm: { share: 0.25, text: greetings, languages: [de, en] } }
arms: [intermediate]${rest}`;
    const { stages } = await tinyPlan(folder.path, yaml);
    const own = stages.filter((stage): stage is TrainStage => stage.kind === 'train' && 'base' in stage.from);
    expect(new Set(own.map(({ key }) => key)).size).toBe(5);
    expect(own.map(({ expected }) => expected.shares)).toEqual([
      { claims: 0.5, stories: 0.5 },
      { claims: 0.5, stories: 0.5 },
      { claims: 0.5, stories: 0.5 },
      undefined,
      { claims: 0.75, mlm: 0.25 },
    ]);
  });

  it('refuses what the tasks cannot do', async () => {
    await using folder = await scratch();
    const plan = (item: string) => tinyPlan(folder.path, `intermediates: [${item}]\narms: [intermediate]${rest}`);
    await expect(plan('{ name: m, task: quiz, labels: shuffled }')).rejects.toThrow(
      /answers of quiz belong to their rows/,
    );
    await expect(plan('{ name: m, mixture: [claims, stories], heads: shared }')).rejects.toThrow(/can share a head/);
    await expect(plan('{ name: m, task: claims, mlm: { share: 0.2, text: ./none.txt } }')).rejects.toThrow(
      /line 3, intermediates\[0\]: the text \.\/none\.txt cannot be read/,
    );
  });
});

/** What the hash of the tiny world's text is taken of: no translations. */
const written = '[{"language":"de","text":"eins"},{"language":"de","text":"zwei"},{"language":"en","text":"one"}]';
const texts = tinyTexts;
const place = { texts, where: 'here' };

describe('text beside a task', () => {
  const choice = { share: 0.2, pairs: 0, maxExamples: null, languages: null };

  it('is one sentence a line, hashed, and refused when it changes', async () => {
    await using folder = await scratch();
    const path = join(folder.path, 'a.txt');
    await writeFile(path, 'one\n\n two \r\nthree\n');
    const masked = await findMaskedText({ ...choice, text: ['a.txt'] }, { folder: folder.path, ...place });
    expect((await readMaskedText(masked, { seed: 1, texts })).map((one) => one.text)).toEqual(['one', 'two', 'three']);
    const few = await readMaskedText({ ...masked, maxExamples: 2 }, { seed: 1, texts });
    expect(few).toHaveLength(2);
    expect(await readMaskedText({ ...masked, maxExamples: 2 }, { seed: 1, texts })).toEqual(few);
    await writeFile(path, 'one\n');
    await expect(readMaskedText(masked, { seed: 1, texts })).rejects.toThrow(
      /not the one that the study was planned with/,
    );
    const tagged = { ...choice, languages: ['de'], text: ['a.txt'] };
    await expect(findMaskedText(tagged, { folder: folder.path, ...place })).rejects.toThrow(
      /does not say which language/,
    );
  });

  it('may be one that comes with a package, in some of its languages', async () => {
    const find = (languages: string[] | null, pairs = 0) =>
      findMaskedText({ ...choice, languages, pairs, text: ['greetings'] }, { folder: '.', ...place });
    const read = async (found: MaskedText) => readMaskedText(found, { seed: 1, texts });
    const found = await find(null);
    expect(found.text).toEqual([{ name: 'greetings', path: null, fingerprint: sha256(written) }]);
    expect(await read(found)).toEqual(['eins', 'zwei', 'one'].map((text) => ({ text, gold: null })));
    expect(await read(await find(['de'], 0.5))).toEqual([
      { text: 'eins', translation: 'one', gold: null },
      { text: 'zwei', gold: null },
    ]);
    await expect(find(['xx'])).rejects.toThrow(/no text in "xx".*de/s);
    await expect(readMaskedText(found, { seed: 1, texts: {} })).rejects.toThrow(
      /not the one that the study was planned/,
    );
    const unknown = findMaskedText({ ...choice, text: ['greeting'] }, { folder: '/nowhere', ...place });
    await expect(unknown).rejects.toThrow('Parquet files with a column a language, or greetings.');
  });
});

it('shuffled labels keep their balance and change their places, the same for the same seed', () => {
  const examples = Array.from({ length: 60 }, (_, i) => ({ text: `t${i}`, gold: i % 3 === 0 ? 1 : 0 }));
  const shuffled = shuffleLabels(examples, { task: 'claims', seed: 1 });
  const golds = (rows: readonly { readonly gold: unknown }[]) => rows.map(({ gold }) => gold);
  expect(golds(shuffled)).not.toEqual(golds(examples));
  expect(golds(shuffled).sort()).toEqual(golds(examples).sort());
  expect(shuffleLabels(examples, { task: 'claims', seed: 1 })).toEqual(shuffled);
  const twoOrFour = Array.from({ length: 40 }, (_, i) => ({
    context: `c${i}`,
    choices: i % 2 ? ['a', 'b'] : ['a', 'b', 'c', 'd'],
    gold: i % 2 ? 1 : 3,
  }));
  for (const row of shuffleLabels(twoOrFour, { task: 'stories', seed: 1 })) {
    expect('choices' in row && row.gold).toBe('choices' in row && row.choices.length === 2 ? 1 : 3);
  }
});
