import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StopoverError } from '@stopover/core';
import { expect, it } from 'vitest';
import { plannedInWords } from '../fixtures/planned-in-words.ts';
import { scratch, tinyModel, tinyPlan } from '../fixtures/tiny-study.ts';
import { formsOf, perIntermediate } from './arm-form.ts';
import { builtInArms } from './built-in.ts';
import { needsTranslator, pathInWords, uses } from './needs.ts';

// Each role has a learning rate of its own, by which a plan shows whose recipe a training has.
const roles = { intermediate: 0.1, target: 0.2, shots: 0.3, text: 0.4 };
const recipe = `recipe:
  all: { batchSize: 10, epochs: 2 }
${Object.entries(roles)
  .map(([role, rate]) => `  ${role}: { learningRate: ${rate} }`)
  .join('\n')}
`;
const shouting = 'translators: { shout: { use: shouting } }\ntranslateWith: shout\n';

/** A plan of the tiny world, in words. */
async function planned(yaml: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  await using folder = await scratch();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder.path, name, '..'), { recursive: true });
    await writeFile(join(folder.path, name), text);
  }
  return plannedInWords(await tinyPlan(folder.path, /^recipe:/m.test(yaml) ? yaml : yaml + recipe), roles);
}

const text = { 'text/de.txt': Array.from({ length: 25 }, (_, i) => `Satz ${i}.`).join('\n') };

const forms = builtInArms.flatMap(formsOf).map((form) => [form.name, form] as const);

it.each(forms)('%s is planned as its publication has it', async (name, form) => {
  const { path, arm } = form;
  const lines = await planned(
    [
      'targets: [xclaims]\nlanguages: [de]\n',
      `arms: [${name}]\n`,
      perIntermediate(form) ? 'intermediates: [stories]\n' : '',
      uses(path, 'shots') ? 'shots: [4]\nbuckets: 1\n' : '',
      uses(path, 'text') ? 'text: { folder: ./text }\n' : '',
      needsTranslator(path, arm.test) ? shouting : '',
    ].join(''),
    text,
  );
  expect(`${pathInWords(path)}\n${arm.citation ?? 'a control of our own'}\n\n${lines}\n`).toMatchSnapshot();
});

const one = 'targets: [xclaims]\nlanguages: [de]\n';

it('an arm of a study’s own is a path of the same words', async () => {
  const lines = await planned(
    `${one}intermediates: [none, stories]
arms:
  - { name: gradual, path: [english, { mix: [english, shots] }, shots] }
  - intermediate+gradual
  - { name: often, path: [{ mix: [english, shots], sampling: proportional }] }
  - { name: spanish-german, path: [{ data: translated, into: [de, es] }] }
shots: [4]
buckets: 1
${shouting}`,
  );
  expect(`\n${lines}\n`).toMatchInlineSnapshot(`
    "
    stories, seed 1: stories train en; new head, recipe intermediate, best on stories validation en, 60 rows, 12 steps
    claims, seed 1: claims train en; new head, recipe target, best on claims validation en, 60 rows, 12 steps
    claims → claims with 4 xclaims de shots, seed 1: claims train en | xclaims validation de (4 of draw 1); keep head, recipe target, "alternate", heads shared, best on claims validation en, 64 rows, 12 steps
    claims → claims with 4 xclaims de shots → 4 xclaims de shots, seed 1: xclaims validation de (4 of draw 1); keep head, recipe shots, last, 4 rows, 2 steps
    score xclaims test de: claims → claims with 4 xclaims de shots → 4 xclaims de shots → xclaims test (de), seed 1
    claims with 4 xclaims de shots, seed 1: claims train en | xclaims validation de (4 of draw 1); new head, recipe target, "proportional", heads shared, best on claims validation en, 64 rows, 14 steps
    score xclaims test de: claims with 4 xclaims de shots → xclaims test (de), seed 1
    translate claims train en > de
    translate claims train en > es
    claims in de and es, seed 1: claims train en > de and claims train en > es; new head, recipe target, best on claims validation en, 120 rows, 24 steps
    score xclaims test de: claims in de and es → xclaims test (de), seed 1
    stories → claims, seed 1: claims train en; new head, recipe target, best on claims validation en, 60 rows, 12 steps
    stories → claims → claims with 4 xclaims de shots, seed 1: claims train en | xclaims validation de (4 of draw 1); keep head, recipe target, "alternate", heads shared, best on claims validation en, 64 rows, 12 steps
    stories → claims → claims with 4 xclaims de shots → 4 xclaims de shots, seed 1: xclaims validation de (4 of draw 1); keep head, recipe shots, last, 4 rows, 2 steps
    score xclaims test de: stories → claims → claims with 4 xclaims de shots → 4 xclaims de shots → xclaims test (de), seed 1
    "
  `);
});

it('each selection is a cell of its own, and says what rows it looks at', async () => {
  const lines = await planned(
    `${one}arms: [target-shots]
shots: [2]
buckets: 2
selection: [best, last, average, translated, oracle]
allowOracle: true
${shouting}`,
  );
  expect(`\n${lines}\n`).toMatchInlineSnapshot(`
    "
    claims (best), seed 1: claims train en; new head, recipe target, best on claims validation en, 60 rows, 12 steps
    claims (best) → 2 xclaims de shots, bucket 1 (last), seed 1: xclaims validation de (2 of draw 1); keep head, recipe shots, last, 2 rows, 2 steps
    score xclaims test de: claims (best) → 2 xclaims de shots, bucket 1 (last) → xclaims test (de), seed 1
    claims (best) → 2 xclaims de shots, bucket 2 (last), seed 1: xclaims validation de (2 of draw 2); keep head, recipe shots, last, 2 rows, 2 steps
    score xclaims test de: claims (best) → 2 xclaims de shots, bucket 2 (last) → xclaims test (de), seed 1
    claims (last), seed 1: claims train en; new head, recipe target, last, 60 rows, 12 steps
    claims (last) → 2 xclaims de shots, bucket 1 (last), seed 1: xclaims validation de (2 of draw 1); keep head, recipe shots, last, 2 rows, 2 steps
    score xclaims test de: claims (last) → 2 xclaims de shots, bucket 1 (last) → xclaims test (de), seed 1
    claims (last) → 2 xclaims de shots, bucket 2 (last), seed 1: xclaims validation de (2 of draw 2); keep head, recipe shots, last, 2 rows, 2 steps
    score xclaims test de: claims (last) → 2 xclaims de shots, bucket 2 (last) → xclaims test (de), seed 1
    claims (average), seed 1: claims train en; new head, recipe target, average, 60 rows, 12 steps
    claims (average) → 2 xclaims de shots, bucket 1 (average), seed 1: xclaims validation de (2 of draw 1); keep head, recipe shots, average, 2 rows, 2 steps
    score xclaims test de: claims (average) → 2 xclaims de shots, bucket 1 (average) → xclaims test (de), seed 1
    claims (average) → 2 xclaims de shots, bucket 2 (average), seed 1: xclaims validation de (2 of draw 2); keep head, recipe shots, average, 2 rows, 2 steps
    score xclaims test de: claims (average) → 2 xclaims de shots, bucket 2 (average) → xclaims test (de), seed 1
    translate claims validation en > de
    claims (translated), seed 1: claims train en; new head, recipe target, translated on claims validation en > de, 60 rows, 12 steps
    translate xclaims validation en > de
    claims (translated) → 2 xclaims de shots, bucket 1 (translated), seed 1: xclaims validation de (2 of draw 1); keep head, recipe shots, translated on xclaims validation en > de, 2 rows, 2 steps
    score xclaims test de: claims (translated) → 2 xclaims de shots, bucket 1 (translated) → xclaims test (de), seed 1
    claims (translated) → 2 xclaims de shots, bucket 2 (translated), seed 1: xclaims validation de (2 of draw 2); keep head, recipe shots, translated on xclaims validation en > de, 2 rows, 2 steps
    score xclaims test de: claims (translated) → 2 xclaims de shots, bucket 2 (translated) → xclaims test (de), seed 1
    claims (oracle), seed 1: claims train en; new head, recipe target, oracle on xclaims validation de, 60 rows, 12 steps
    claims (oracle) → 2 xclaims de shots, bucket 1 (oracle), seed 1: xclaims validation de (2 of draw 1); keep head, recipe shots, oracle on xclaims validation de, 2 rows, 2 steps
    score xclaims test de: claims (oracle) → 2 xclaims de shots, bucket 1 (oracle) → xclaims test (de), seed 1
    claims (oracle) → 2 xclaims de shots, bucket 2 (oracle), seed 1: xclaims validation de (2 of draw 2); keep head, recipe shots, oracle on xclaims validation de, 2 rows, 2 steps
    score xclaims test de: claims (oracle) → 2 xclaims de shots, bucket 2 (oracle) → xclaims test (de), seed 1
    "
  `);
});

it('rows that select by their labels are in no draw of a file either', async () => {
  await using folder = await scratch();
  const draws = JSON.stringify({ xclaims: { de: [['3', '1'], ['2']] } });
  await writeFile(join(folder.path, 'draws.json'), draws);
  const { stages } = await tinyPlan(
    folder.path,
    `${one}arms: [target-shots]\nshots: [1]\nbuckets: 2\ndraws: draws.json\nselection: oracle\nallowOracle: true\n`,
  );
  const oracle = stages.flatMap((stage) => (stage.kind === 'train' && stage.selectOn ? [stage.selectOn] : []));
  expect(oracle.length).toBeGreaterThan(0);
  for (const { kind, ...rest } of oracle)
    expect({ kind, ...rest }).toMatchObject({ kind: 'oracle', draws: { ids: ['1', '2', '3'] } });
});

it('a file names the rows of each draw, and its first k are taken', async () => {
  const draws = JSON.stringify({
    xclaims: {
      de: [
        ['7', '1', '5'],
        ['2', '11'],
      ],
    },
  });
  const yaml = `${one}arms: [target-shots-direct]\nshots: [2, 3]\nbuckets: 2\ndraws: ./draws.json\n`;
  const lines = await planned(yaml, { 'draws.json': draws });
  expect(`\n${lines}\n`).toMatchInlineSnapshot(`
    "
    2 xclaims de shots, bucket 1, seed 1: xclaims validation de (7, 1); new head, recipe shots, last, 2 rows, 2 steps
    score xclaims test de: 2 xclaims de shots, bucket 1 → xclaims test (de), seed 1
    2 xclaims de shots, bucket 2, seed 1: xclaims validation de (2, 11); new head, recipe shots, last, 2 rows, 2 steps
    score xclaims test de: 2 xclaims de shots, bucket 2 → xclaims test (de), seed 1
    3 xclaims de shots, bucket 1, seed 1: xclaims validation de (7, 1, 5); new head, recipe shots, last, 3 rows, 2 steps
    score xclaims test de: 3 xclaims de shots, bucket 1 → xclaims test (de), seed 1
    not available: target-shots-direct in de: 3 shots: draw 2 in ./draws.json has 2 rows
    "
  `);
});

it('several models have each their own stages, and the stages of one are those of a study of it alone', async () => {
  await using folder = await scratch();
  await tinyModel(folder.path, 'other weights', 'other');
  const keys = async (models: string) => (await tinyPlan(folder.path, one, [], models)).stages.map(({ key }) => key);
  expect(await keys('models: [./base, ./other]')).toEqual([
    ...(await keys('model: ./base')),
    ...(await keys('model: ./other')),
  ]);
});

it('a ready checkpoint stands in the place of an intermediate, and is known by its bytes', async () => {
  await using folder = await scratch();
  const yaml = `${one}arms: [intermediate, english-again]\nintermediates: [{ name: ready, checkpoint: ./ready }]\n`;
  const plan = async (weights: string) => {
    await tinyModel(folder.path, weights, 'ready');
    return tinyPlan(folder.path, yaml);
  };
  const first = await plan('one');
  const [, ready] = first.models;
  expect(first.stages.map(({ title }) => title)).toEqual([
    'ready → claims, seed 1',
    'ready → claims → xclaims test (de), seed 1',
  ]);
  expect(first.stages[0]).toMatchObject({ from: { base: ready?.hash }, head: 'new' });
  expect(first.unavailable.map(({ arm, reason }) => `${arm}: ${reason}`)).toEqual([
    'english-again: nobody knows how many steps ready was trained for',
  ]);
  expect((await plan('two')).stages[0]?.key).not.toBe(first.stages[0]?.key);
  expect((await plan('one')).stages[0]?.key).toBe(first.stages[0]?.key);
});

it('one target and one intermediate have fields of a recipe over those of their role', async () => {
  const lines = await planned(
    `targets: [{ task: xclaims, recipe: { learningRate: 0.4, epochs: 1 } }, { task: xcause, training: cause }]
languages: [de]
intermediates: [stories, { name: long, task: stories, recipe: { learningRate: 0.3, epochs: 4 } }]
arms: [intermediate]
`,
  );
  expect(`\n${lines}\n`).toMatchInlineSnapshot(`
    "
    stories, seed 1: stories train en; new head, recipe intermediate, best on stories validation en, 60 rows, 12 steps
    long, seed 1: stories train en; new head, recipe shots, best on stories validation en, 60 rows, 24 steps
    stories → claims, seed 1: claims train en; new head, recipe text, best on claims validation en, 60 rows, 6 steps
    score xclaims test de: stories → claims → xclaims test (de), seed 1
    stories → cause, seed 1: cause train en; new head, recipe target, best on cause validation en, 60 rows, 12 steps
    score xcause test de: stories → cause → xcause test (de), seed 1
    long → claims, seed 1: claims train en; new head, recipe text, best on claims validation en, 60 rows, 6 steps
    score xclaims test de: long → claims → xclaims test (de), seed 1
    long → cause, seed 1: cause train en; new head, recipe target, best on cause validation en, 60 rows, 12 steps
    score xcause test de: long → cause → xcause test (de), seed 1
    "
  `);
});

it('more English than 20 epochs controls nothing', async () => {
  const lines = await planned(
    `${one}intermediates: [{ name: long, task: stories, recipe: { epochs: 21 } }]\narms: [english-again]\n`,
  );
  expect(lines).toBe(
    'not available: english-again in all: 126 steps would be 21 epochs of claims, and at most 20 control anything',
  );
});

it('rows in the language are selected on English, that of the English training where the target has none', async () => {
  const lines = await planned('targets: [{ task: xcause, training: cause }]\nlanguages: [de]\narms: [in-language]\n');
  expect(lines).toContain(
    '24 xcause de rows, seed 1: xcause validation de (not-held-out); new head, recipe target, best on cause validation en',
  );
});

const errorOf = async (yaml: string, files: Readonly<Record<string, string>> = {}): Promise<string> => {
  const thrown: unknown = await planned(yaml, files).then(
    () => 'planned',
    (error: unknown) => error,
  );
  return thrown instanceof StopoverError ? thrown.message.replace(/^\S+\/tiny\.yaml/, 'tiny.yaml') : String(thrown);
};

const draws = `${one}arms: [target-shots]\nshots: [2]\nbuckets: 1\ndraws: ./draws.json\n`;
const own = (fields: string) => `${one}arms: [zero-shot, { name: mine, ${fields} }]\n`;

it.each<[string, string, readonly string[], Record<string, string>?]>([
  ['an unknown arm', `${one}arms: [target-shot]\nshots: [4]\n`, ['arms[0]', '"target-shot"', 'mean "target-shots"?']],
  ['an unknown word', own('path: [englsh]'), ['arms[1].path[0]']],
  ['a taken name', `${one}arms: [{ name: adapted, path: [english] }]\n`, ['arms[0]', '"adapted" already']],
  [
    'a name that the form of another has',
    `${one}arms: [{ name: a, path: [english] }, { name: intermediate+a, path: [english] }]\n`,
    ['arms[1]', '"intermediate+a" already'],
  ],
  ['an unknown arm to compare with', own('path: [english], against: mime'), ['arms[1]', '"mime" to compare']],
  ['a mixture with text', own('path: [{ mix: [english, text] }]'), ['mix[1]', 'cannot be mixed']],
  ['a mixture of one', own('path: [{ mix: [english] }]'), ['mix', 'at least two']],
  ['a misspelt field', own('path: [{ mix: [english, shots], samplin: alternate }]'), ['"samplin"', 'mean "sampling"']],
  ['languages of what is not translated', own('path: [{ data: english, from: [de] }]'), ['only `translated`']],
  ['an arm without its text', `${one}arms: [adapted]\n`, ['arms', 'the arm adapted needs text', 'text: { folder']],
  [
    'an arm without its translator',
    `${one}arms: [translate-train]\n`,
    ['arms', 'the arm translate-train needs translations'],
  ],
  ['selection by labels unasked', `${one}selection: [oracle]\n`, ['selection', 'allowOracle: true']],
  ['selection by labels of an arm', own('path: [english], select: oracle'), ['arms', 'allowOracle: true']],
  ['selection by labels in a recipe', `${one}recipe: { target: { select: oracle } }\n`, ['recipe.target.select']],
  ['selection by labels allowed for nothing', `${one}allowOracle: true\n`, ['allowOracle', 'nothing is selected']],
  ['draws without a file', draws, ['draws', './draws.json cannot be read']],
  ['draws that are no JSON', draws, ['draws', 'is no file of draws'], { 'draws.json': '{' }],
  ['draws of another shape', draws, ['is no file of draws', 'xclaims'], { 'draws.json': '{"xclaims": ["3"]}' }],
  [
    'a draw that names a row twice',
    draws,
    ['draws', 'names row "3" twice in draw 2 of xclaims in de. Name each row of a draw once.'],
    { 'draws.json': '{"xclaims": {"de": [["3", "1"], ["3", "5", "3"]]}}' },
  ],
  [
    'a checkpoint beside text',
    `${one}intermediates: [{ name: r, checkpoint: ./r, mlm: { share: 0.5, text: a.txt } }]\n`,
    ['intermediates[0].mlm', '`mlm` is of a training, and a ready checkpoint has none'],
  ],
  [
    'a checkpoint that is not there',
    `${one}intermediates: [{ name: r, checkpoint: ./r }]\n`,
    ['intermediates[0]', 'no config.json'],
  ],
  ['one model and several', `${one}models: [a, b]\n`, ['models', '`model` is given as well']],
])('refuses %s', async (_, yaml, parts, files) => {
  const message = await errorOf(yaml, files);
  for (const part of ['tiny.yaml', ...parts]) expect(message).toContain(part);
});
