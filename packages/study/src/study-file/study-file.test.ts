import { RequestError } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { loadStudy, parseStudy } from './study-file.ts';

const head = 'name: tiny\nmodel: tiny/base\n';
const minimal = `${head}targets: [xclaims]\n`;

const refusal = (text: string): string => {
  try {
    parseStudy(text, 'study.yaml');
  } catch (error) {
    if (error instanceof RequestError && error.exitCode === 2) return error.message;
    throw error;
  }
  return 'it was accepted';
};

describe('aliases of a study file', () => {
  it('are taken where they mean something', () => {
    const text = `${minimal}languages: &few [de, sw]\nintermediates: [none]\nseeds: [1]\n`;
    const again = text.replace('targets: [xclaims]', 'targets: [{ task: xclaims }]');
    expect(parseStudy(again, 'study.yaml').languages).toEqual(['de', 'sw']);
  });

  it.each([
    ['of nothing', `${head}targets: [*none]\n`, 'study.yaml, line 3: the alias *none means nothing'],
    ['in themselves', `${head}targets: &all [xclaims, *all]\n`, 'study.yaml, line 3: the alias *all stands in what it'],
    [
      'that explode',
      `${head}targets: &a [x, x]\n${['ab', 'bc', 'cd', 'de', 'ef'].map(([from, to]) => `${to}: &${to} [${`*${from}, `.repeat(9)}]\n`).join('')}`,
      'study.yaml: its aliases (*name) stand for too much',
    ],
  ])('are refused: those %s', (_, text, message) => {
    expect(refusal(text)).toContain(message);
  });

  it('and names of 300 letters are refused, which no disk takes', () => {
    expect(refusal(minimal.replace('tiny\n', `${'n'.repeat(300)}\n`))).toContain('no longer than 100 characters');
  });
});

describe('a study file', () => {
  it('fills in what it does not say', () => {
    const study = parseStudy(minimal, 'study.yaml');
    expect(study).toMatchObject({
      name: 'tiny',
      model: 'tiny/base',
      intermediates: [],
      languages: 'all',
      arms: [{ name: 'zero-shot' }],
      shots: [],
      buckets: 5,
      seeds: [1],
      recipeName: 'jiant',
      backend: 'auto',
      executor: 'local',
      plugins: [],
    });
  });

  it('makes a mixture of all single intermediates, whatever their order', () => {
    const mixed = parseStudy(`${minimal}intermediates: [none, stories, multi-task, claims]\n`, 'study.yaml');
    expect(mixed.intermediates.at(1)).toMatchObject({
      name: 'multi-task',
      tasks: ['claims', 'stories'],
      mixing: 'proportional',
    });
    expect(mixed.arms.map(({ name }) => name)).toEqual(['zero-shot', 'intermediate']);
  });

  it('takes targets and recipes in full', () => {
    const study = parseStudy(
      `${head}targets:\n  - { task: xcause, training: [cause, social-cause], languages: [de] }\nrecipe:\n  base: xtreme\n  all: { maxExamples: 10 }\n`,
      'study.yaml',
    );
    expect(study.targets[0]).toMatchObject({ task: 'xcause', training: ['cause', 'social-cause'], languages: ['de'] });
    expect(study.recipe).toEqual({
      base: 'xtreme',
      all: { maxExamples: 10 },
      intermediate: {},
      target: {},
      shots: {},
      text: {},
    });
    expect(study.recipeName).toBe('xtreme, changed');
  });

  it.each([
    ['a misspelt field', `${minimal}seed: [1]\n`, ['study.yaml, line 4, seed', 'Did you mean "seeds"?']],
    [
      'a misspelt field of a target',
      `${head}targets:\n  - task: xclaims\n    langauges: [de]\n`,
      ['line 5, targets[0].langauges', '"languages"'],
    ],
    [
      'a misspelt recipe field',
      `${minimal}recipe:\n  all:\n    learningrate: 1\n`,
      ['line 6, recipe.all.learningrate', '"learningRate"'],
    ],
    ['a misspelt recipe', `${minimal}recipe: jant\n`, ['line 4, recipe', 'Did you mean "jiant"?']],
    [
      'an old word',
      `${minimal}recipe: { all: { ${'accumulate'}: 2 } }\n`,
      ['Did you mean "gradientAccumulationSteps"?'],
    ],
    ['the Trainer’s spelling', `${minimal}recipe: { all: { learning_rate: 1 } }\n`, ['Did you mean "learningRate"?']],
    ['a recipe value out of range', `${minimal}recipe: { target: { dropout: 2 } }\n`, ['recipe.target.dropout', '0.9']],
    ['a missing field', 'name: tiny\ntargets: [xclaims]\n', ['study.yaml, model', 'Add `model:`']],
    ['a word for a number', `${minimal}seeds: [one]\n`, ['line 4, seeds[0]', '"one"']],
    ['a seed named twice', `${minimal}seeds: [1, 1]\n`, ['line 4, seeds', 'twice']],
    ['a name that is no folder', 'name: a/b\nmodel: m\ntargets: [x]\n', ['line 1, name', 'letters']],
    ['broken YAML', 'name: [tiny\nmodel: x\n', ['study.yaml, line']],
    ['a field twice', `${minimal}name: again\n`, ['study.yaml, line 4', 'unique']],
    ['an empty file', '', ['study.yaml', 'no fields']],
    ['shots without an arm', `${minimal}shots: [10]\n`, ['line 4, shots', 'target-shots']],
    ['an arm without shots', `${minimal}arms: [target-shots]\n`, ['shots', 'no number']],
    ['an arm without an intermediate', `${minimal}arms: [intermediate]\n`, ['line 4, arms', 'none']],
    [
      'an intermediate without an arm',
      `${minimal}intermediates: [claims]\narms: [zero-shot]\n`,
      ['line 4, intermediates'],
    ],
    [
      'a mixture of one',
      `${minimal}intermediates: [claims, multi-task]\n`,
      ['line 4, intermediates[1]', 'of which there are 1'],
    ],
    [
      'selection on target labels',
      `${minimal}recipe: { shots: { select: best } }\n`,
      ['recipe.shots.select', 'target-language labels'],
    ],
  ])('refuses %s and says where and what to do', (_, text, parts) => {
    const message = refusal(text);
    for (const part of parts) expect(message).toContain(part);
    expect(message).not.toContain('\n');
  });

  it.each([
    ['languages', 'languages: [de, DE]', '"DE" is named twice, here and at study.yaml, line 4, languages[0]'],
    ['languages of a target', 'languages: all', '', 'targets:\n  - { task: a, languages: [zh-Hans, zh_hans] }\n'],
    ['seeds', 'seeds: [1, 1.0]', '1 is named twice, here and at study.yaml, line 4, seeds[0]'],
    ['arms', 'arms: [zero-shot, zero-shot]', '"zero-shot" is named twice'],
    ['shots', 'arms: [target-shots]\nshots: [10, 10]', '10 is named twice'],
    ['plugins', 'plugins: [./a.js, a.js]', '"a.js" is named twice'],
    ['layers', 'retrieval: { layers: [8, 8] }', '8 is named twice'],
    ['targets', 'languages: all', '"a" is named twice', 'targets: [a, { task: a, split: validation }]\n'],
    ['intermediates', 'intermediates: [a, a]', '"a" is named twice'],
    [
      'intermediates under two names',
      'intermediates: [a, { name: b, task: a }]',
      '"b" is the same as "a" at study.yaml, line 4',
    ],
    ['members of a mixture', 'intermediates: [{ name: b, mixture: [a, a] }]', '"a" is named twice'],
    ['translators of an arm', 'translateWith: [t, t]', '"t" is named twice'],
  ])('refuses %s that are named twice, and says where', (_, fields, part, targets = 'targets: [xclaims]\n') => {
    expect(refusal(`${head}${targets}${fields}\n`)).toContain(part || 'is named twice');
  });

  it.each([
    ['seeds: [4294967296]', 'it must be at most 4294967295'],
    ['recipe: { all: { adamBeta1: 1 } }', 'it must be below 1'],
    ['recipe: { all: { batchSize: 100000 } }', 'it must be at most 65536'],
    ['recipe: { all: { maxSteps: 10000000000 } }', 'it must be at most 1000000000'],
    ['recipe: { shots: { patience: 3 } }', 'select nothing'],
    ['recipe: { text: { select: best } }', 'recipe.text.select: "best" cannot be "best": text has no development rows'],
    ['recipe: { text: { maxExamples: 9 } }', 'whose number is `maxExamples` of the field `text`'],
    ['recipe: { text: { evalSteps: 9 } }', 'selects nothing'],
    [
      'intermediates: [{ name: m, mixture: [a, b], recipe: { select: best } }]',
      'recipe.select: a mixture keeps its last',
    ],
    [
      'intermediates: [{ name: m, mixture: [a, b], recipe: { patience: 2 } }]',
      'recipe.patience: a mixture keeps its last',
    ],
    ['intermediates: [{ name: m, mixture: [a, b], sampling: temperature, temperature: 0.001 }]', 'at least 0.05'],
  ])('bounds a number, and refuses what would be passed over: %s', (fields, part) => {
    expect(refusal(`${minimal}${fields}\n`)).toContain(part);
  });

  it('takes the largest seed', () => {
    expect(parseStudy(`${minimal}seeds: [0, 4294967295]\n`, 'study.yaml').seeds).toEqual([0, 4294967295]);
  });

  it('refuses __proto__ as a name, which an object would lose', () => {
    const text = `${minimal}translators:\n  __proto__: { use: command, command: [cat] }\n`;
    expect(refusal(text)).toContain('study.yaml, line 5: "__proto__" cannot be a name');
  });

  it('tells everything that is wrong at once, and a misspelt field once', () => {
    const text = 'name: tiny\nmodell: x\ntargets: [a, a]\nseeds: [one]\nshots: [10]\nrecipe: { all: { a: 1, b: 2 } }\n';
    expect(
      refusal(text)
        .split('\n')
        .map((line) => line.replace(/^study\.yaml, /, '').split(':')[0]),
    ).toEqual([
      'line 3, targets[1]',
      'line 4, seeds[0]',
      'line 6, recipe.all.a',
      'line 6, recipe.all.b',
      'line 2, modell',
      'line 5, shots',
    ]);
  });

  it('names a file that is not there', async () => {
    await expect(loadStudy('no-such-study.yaml')).rejects.toThrow(/^no-such-study\.yaml: the file cannot be read/);
  });
});
