import { describe, expect, it } from 'vitest';
import { scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import type { Plan } from '../records/plan.ts';
import { parseOnly } from '../study-file/only-option.ts';
import { onlyOf, partOf } from './part-of-plan.ts';

const study = `intermediates: [none, stories]
targets: [xclaims]
languages: [de, sw]
arms: [zero-shot, intermediate, target-shots, intermediate+target-shots]
shots: [5, 8]
buckets: 2
seeds: [1, 2]
`;

async function planned(more = ''): Promise<Plan> {
  await using folder = await scratch();
  return await tinyPlan(folder.path, study + more);
}

const inWords = ({ cells }: Plan) =>
  cells.map(
    ({ arm, intermediate, language, shots, bucket, seed }) =>
      `${arm} ${intermediate} ${language} ${shots}.${bucket} ${seed}`,
  );

describe('a part of a plan', () => {
  it.each([
    ['seed=1', / 1$/],
    ['language=SW,seed=2', / sw \d\.\d 2$/],
    ['arm=target-shots,shots=8,draw=2', /^target-shots none \w\w 8\.2 \d$/],
    ['shots=5,8,seed=1|2,seed=2', / [58]\.\d [12]$/],
    ['intermediate=none, language=de', / none de /],
    ['selection=best,model=tiny/base,training=default,draw=0', / 0\.0 \d$/],
  ])('has the cells that are named: %s', async (text, cells) => {
    const whole = onlyOf(await planned(), parseOnly([text]));
    const part = partOf(whole);
    expect(inWords(part)).toEqual(inWords(whole).filter((cell) => cells.test(cell)));
    expect(part.cells.length).toBeGreaterThan(0);
    expect(part.cells.length).toBeLessThan(whole.cells.length);
  });

  it('has the stages of the whole plan that its cells need, to the byte, and their jobs', async () => {
    const whole = onlyOf(await planned(), parseOnly(['arm=intermediate,language=sw,seed=2']));
    const part = partOf(whole);
    const keys = new Set(part.stages.map(({ key }) => key));
    expect(part.stages).toEqual(whole.stages.filter(({ key }) => keys.has(key)));
    // The intermediate, English, and the evaluation, which is of both languages in the whole study.
    expect(part.stages.map(({ kind, data }) => `${kind} ${data.length}`)).toEqual(['train 1', 'train 1', 'evaluate 2']);
    expect(new Set(part.jobs.flatMap(({ stages }) => stages))).toEqual(keys);
    expect(whole.stages).toEqual((await planned()).stages);
  });

  it('of several parts is all of them, and of an average the models of all its seeds', async () => {
    const both = partOf(onlyOf(await planned(), parseOnly(['seed=1,arm=zero-shot', 'seed=2,arm=target-shots'])));
    expect(new Set(both.cells.map(({ arm, seed }) => `${arm} ${seed}`))).toEqual(
      new Set(['zero-shot 1', 'target-shots 2']),
    );
    const soup = '  - { name: soup, average: { arm: zero-shot, over: seeds, size: 2 } }\n';
    const arms = study.replace(
      /arms: .*/,
      `arms:\n  - zero-shot\n  - intermediate\n  - target-shots\n${soup.trimEnd()}`,
    );
    await using folder = await scratch();
    const { stages } = partOf(onlyOf(await tinyPlan(folder.path, arms), parseOnly(['arm=soup,seed=1'])));
    expect(stages.filter(({ kind }) => kind === 'train').map((stage) => 'seed' in stage && stage.seed)).toEqual([1, 2]);
  });

  it('is refused where the study does not have it, with the nearest that it has', async () => {
    const plan = await planned();
    const refusal = (text: string) => () => onlyOf(plan, parseOnly([text]));
    expect(refusal('sed=1')).toThrow('--only sed=1: cells have no "sed". Did you mean "seed"?');
    expect(refusal('target=xclaim,seed=3')).toThrow(
      /--only target=xclaim,seed=3: the study has no target "xclaim". Did you mean "xclaims"\? Known: xclaims.\n.*no seed "3"/,
    );
    // Cells are found by names as they are: one that is written otherwise must not be passed over beside others.
    expect(refusal('intermediate=none,Stories')).toThrow('no intermediate "Stories". Did you mean "stories"?');
    expect(refusal('seed=one')).toThrow('seed "one" is not a whole number');
    expect(refusal('xclaims')).toThrow('"xclaims" names no field');
    expect(refusal('seed=')).toThrow('"seed" has no value');
    expect(refusal('selection=worst')).toThrow('--only selection=worst: ');
    expect(refusal('arm=zero-shot,shots=5')).toThrow('no cell of its grid that is of all of them');
  });
});
