import { RequestError } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { tinyCatalog } from '../fixtures/tiny-world.ts';
import { planSchema } from '../records/plan.ts';
import { placebosOf } from './placebos.ts';
import { parseStudy } from './study-file.ts';
import { resolveTasks } from './study-names.ts';

const head = `name: tiny
model: tiny/base
intermediates: [none, claims, { name: sham, task: claims, labels: shuffled }]
targets: [xclaims, xcause]
arms: [zero-shot, intermediate, target-shots]
shots: [10, 100]
`;
const study = (...contrasts: readonly string[]) =>
  `${head}primary:\n${contrasts.map((one) => `  - { ${one} }\n`).join('')}`;
const gain = 'target: xclaims, arm: intermediate, intermediate: claims, against: { arm: zero-shot }';

const refusals = (text: string): readonly string[] => {
  try {
    parseStudy(text, 's.yaml');
  } catch (error) {
    if (error instanceof RequestError) return error.message.split('\n');
    throw error;
  }
  return [];
};

describe('primary', () => {
  it('fills in what a side may leave out', () => {
    const shots =
      'target: xclaims, arm: target-shots, shots: 100, against: { arm: intermediate, intermediate: claims }';
    const { primary, margin } = parseStudy(`${study(gain, shots)}margin: 0.5\n`, 's.yaml');
    const zeroShot = { arm: 'zero-shot', intermediate: 'none', shots: 0 };
    const stop = { arm: 'intermediate', intermediate: 'claims', shots: 0 };
    expect(primary).toEqual([
      { target: 'xclaims', ...stop, against: zeroShot },
      { target: 'xclaims', arm: 'target-shots', intermediate: 'none', shots: 100, against: stop },
    ]);
    expect(margin).toBe(0.5);
    expect(parseStudy(head, 's.yaml')).toMatchObject({ primary: [], margin: 1 });
  });

  it.each([
    [gain.replace('xclaims', 'xclaim'), 'primary[0].target: the study has no target "xclaim". Did you mean "xclaims"?'],
    [
      gain.replace('zero-shot', 'adapted'),
      'primary[0].against.arm: the study has no arm "adapted". Known: zero-shot, intermediate, target-shots. Every arm',
    ],
    [
      gain.replace(' claims', ' claimz'),
      'primary[0].intermediate: the study has no intermediate "claimz". Did you mean',
    ],
    [
      gain.replace('intermediate: claims, ', ''),
      'primary[0].intermediate: the arm intermediate is of an intermediate, and none is named. Add `intermediate:` with one of claims, sham.',
    ],
    [gain.replace('zero-shot', 'zero-shot, intermediate: claims'), 'the arm zero-shot has no intermediate. Remove'],
    [
      gain.replace('zero-shot', 'target-shots'),
      'primary[0].against.shots: the arm target-shots trains on shots, and their number is missing. Add `shots:` with one of 10, 100.',
    ],
    [
      gain.replace('zero-shot', 'target-shots, shots: 50'),
      'primary[0].against.shots: the study draws no 50 shots. Known: 10, 100.',
    ],
    [gain.replace('zero-shot', 'zero-shot, shots: 10'), 'primary[0].against.shots: the arm zero-shot has no shots.'],
    [
      'target: xclaims, arm: zero-shot, against: { arm: zero-shot }',
      'primary[0].against: both sides of the contrast are the same',
    ],
    [`${gain.replace('against', 'again')}`, 'primary[0].again: there is no field "again". Did you mean "against"?'],
    [
      gain.replace('arm: zero-shot', 'am: zero-shot'),
      'primary[0].against.am: there is no field "am". Did you mean "arm"?',
    ],
  ])('%s is refused by its field', (contrast, message) => {
    const told = refusals(study(contrast));
    expect(told.join('\n')).toContain(message);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^s\.yaml, line 8, /);
  });

  it('declares a contrast once, whichever side comes first', () => {
    const turned = 'target: xclaims, arm: zero-shot, against: { arm: intermediate, intermediate: claims }';
    const again = 's.yaml, line 9, primary[1]: the contrast is declared already, at s.yaml, line 8, primary[0].';
    for (const second of [gain, turned, `training: default, ${gain}`]) {
      expect(refusals(study(gain, second))).toEqual([`${again} Leave one of the two out.`]);
    }
    const of = (training: string) => `training: ${training}, ${gain}`;
    expect(refusals(study(of('default'), of('other'), gain.replace('xclaims', 'xcause')))).toEqual([]);
  });

  it('names a training of its target', () => {
    const asked = parseStudy(study(`training: defalt, ${gain}`), 's.yaml');
    expect(() => resolveTasks(asked, tinyCatalog())).toThrow(
      's.yaml, line 8, primary[0].training: the study has no training of xclaims "defalt". Did you mean',
    );
  });

  it('has a margin above 0', () => {
    expect(refusals(`${head}margin: 0\n`)).toEqual([
      's.yaml, line 7, margin: 0 does not fit: it must be above 0. Change the value.',
    ]);
  });
});

it('all of it is in the plan, and changes no key', async () => {
  await using folder = await scratch();
  const lines = head.split('\n').slice(2).join('\n');
  const without = await tinyPlan(folder.path, lines);
  const declared = `${lines}primary:\n  - { training: default, ${gain} }\nmargin: 2\n`;
  const { study: summary, ...plan } = planSchema.parse(
    JSON.parse(JSON.stringify(await tinyPlan(folder.path, declared))),
  );
  expect(summary).toMatchObject({
    primary: [
      {
        target: 'xclaims',
        training: 'default',
        arm: 'intermediate',
        intermediate: 'claims',
        shots: 0,
        against: { arm: 'zero-shot', intermediate: 'none', shots: 0 },
      },
    ],
    margin: 2,
    placebos: { sham: 'claims' },
  });
  expect(without.study).toMatchObject({ primary: [], margin: 1 });
  expect(plan.stages).toEqual(without.stages);
});

describe('a placebo', () => {
  const pairs = (...intermediates: readonly string[]) => {
    const text = `name: t\nmodel: a/b\ntargets: [x]\nintermediates:\n${intermediates.map((one) => `  - ${one}\n`).join('')}`;
    return placebosOf(parseStudy(text, 's.yaml').intermediates);
  };
  const sham = '{ name: sham, task: a, labels: shuffled }';

  it('stands beside the one that differs in its labels alone, or else has its tasks', () => {
    expect(pairs('{ name: long, task: a, recipe: { epochs: 9 } }', 'a', sham)).toEqual({ sham: 'a' });
    expect(pairs('b', '{ name: long, task: a, recipe: { epochs: 9 } }', sham)).toEqual({ sham: 'long' });
    const both = '{ name: both-sham, mixture: [b, a], labels: shuffled }';
    expect(pairs('a', 'b', 'multi-task', both, sham)).toEqual({ 'both-sham': 'multi-task', sham: 'a' });
  });

  it('of no other intermediate has none', () => {
    expect(pairs('b', sham)).toEqual({});
  });
});
