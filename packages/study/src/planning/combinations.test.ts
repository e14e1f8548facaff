import { describe, expect, it } from 'vitest';
import { scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import type { Plan } from '../records/plan.ts';
import type { CombineStage, Origin } from '../records/stage.ts';
import { parseStudy } from '../study-file/study-file.ts';

const rest = 'intermediates: [none, stories]\ntargets: [xclaims]\nlanguages: [de]\n';
const soup = (more = '') => `{ name: soup, average: { arm: target-shots, over: seeds, size: 2${more} } }`;
const sums = '{ name: arithmetic, add: [{ task: intermediate, weight: [0.2, 0.6] }, { task: english, weight: 1 }] }';

const combined = ({ stages }: Plan): CombineStage[] =>
  stages.flatMap((stage) => (stage.kind === 'combine' ? [stage] : []));

async function planned(arms: string, seeds: string, more = 'shots: [4]\nbuckets: 1'): Promise<Plan> {
  await using folder = await scratch();
  return await tinyPlan(folder.path, `${rest}arms: [${arms}]\nseeds: ${seeds}\n${more}\n`);
}

/** Each stage as a reader names it: its title, and the titles of the models that it is made of. */
const inWords = (plan: Plan) => {
  const titles = new Map(plan.stages.map(({ key, title }) => [key, title]));
  const name = (from: Origin) => ('stage' in from ? (titles.get(from.stage) ?? '?') : 'base model');
  return combined(plan).map(({ title, members, how, head, select, from, expected }) => ({
    title,
    how,
    ...(how === 'add' && { base: name(from) }),
    members: members.map(({ from: own, weights }) => `${weights.join('|')} · ${name(own)}`),
    head,
    select: select && `${select.task} ${select.role} ${select.language}, ${expected.rows} rows in all`,
  }));
};

describe('a plan with averages and arithmetic', () => {
  it('averages disjoint groups of seeds, without and with an intermediate', async () => {
    const plan = await planned(`target-shots, ${soup()}, intermediate+soup`, '[1, 2, 3, 4, 5]');
    expect(inWords(plan)).toMatchInlineSnapshot(`
      [
        {
          "head": 0,
          "how": "mean",
          "members": [
            "1 · claims → 4 xclaims de shots, seed 1",
            "1 · claims → 4 xclaims de shots, seed 2",
          ],
          "select": null,
          "title": "mean of claims → 4 xclaims de shots, seeds 1, 2",
        },
        {
          "head": 0,
          "how": "mean",
          "members": [
            "1 · stories → claims → 4 xclaims de shots, seed 1",
            "1 · stories → claims → 4 xclaims de shots, seed 2",
          ],
          "select": null,
          "title": "mean of stories → claims → 4 xclaims de shots, seeds 1, 2",
        },
        {
          "head": 0,
          "how": "mean",
          "members": [
            "1 · claims → 4 xclaims de shots, seed 3",
            "1 · claims → 4 xclaims de shots, seed 4",
          ],
          "select": null,
          "title": "mean of claims → 4 xclaims de shots, seeds 3, 4",
        },
        {
          "head": 0,
          "how": "mean",
          "members": [
            "1 · stories → claims → 4 xclaims de shots, seed 3",
            "1 · stories → claims → 4 xclaims de shots, seed 4",
          ],
          "select": null,
          "title": "mean of stories → claims → 4 xclaims de shots, seeds 3, 4",
        },
      ]
    `);
    const cells = plan.cells.filter(({ arm }) => arm.endsWith('soup'));
    expect(cells.map(({ arm, seed, intermediate, shots }) => [arm, seed, intermediate, shots])).toEqual([
      ['soup', 1, 'none', 4],
      ['intermediate+soup', 1, 'stories', 4],
      ['soup', 3, 'none', 4],
      ['intermediate+soup', 3, 'stories', 4],
    ]);
    const members = combined(plan).map((stage) => stage.members.map(({ from }) => JSON.stringify(from)));
    expect(new Set(members.flat()).size).toBe(8);
    expect(plan.study.arms.map(({ line }) => line)).toContain(
      'the weights of 2 seeds of target-shots averaged, without seed 5',
    );
    // Nothing is trained for it that the arms themselves do not train.
    const alone = await planned('target-shots, intermediate+target-shots', '[1, 2, 3, 4, 5]');
    const trained = (all: Plan) => new Set(all.stages.flatMap(({ kind, key }) => (kind === 'train' ? [key] : [])));
    expect(trained(plan)).toEqual(new Set([...trained(plan)].filter((key) => trained(alone).has(key))));
  });

  it('adds what tasks change in the base model, and chooses weights on English rows', async () => {
    expect(inWords(await planned(`zero-shot, ${sums}`, '[1]', ''))).toMatchInlineSnapshot(`
      [
        {
          "base": "base model",
          "head": 1,
          "how": "add",
          "members": [
            "0.2|0.6 · stories, seed 1",
            "1 · claims, seed 1",
          ],
          "select": "claims validation en, 60 rows in all",
          "title": "base + 0.2|0.6 · stories + 1 · claims, seed 1",
        },
      ]
    `);
  });

  it('says how arms are made, and whom to cite', async () => {
    const { study } = await planned(`${soup()}, intermediate+soup, ${sums}`, '[1, 2]');
    expect(
      study.arms.map(({ name, path, line, label, citation }) => ({ name, path, line, label, citation })),
    ).toMatchInlineSnapshot(`
      [
        {
          "citation": "Wortsman et al. (2022). Model Soups. ICML. Schmidt et al. (2023). Free Lunch: Robust Cross-Lingual Transfer via Model Checkpoint Averaging. ACL.",
          "label": "soup: {k} shots",
          "line": "the weights of 2 seeds of target-shots averaged",
          "name": "soup",
          "path": "mean of the weights of 2 seeds of english → shots",
        },
        {
          "citation": "Wortsman et al. (2022). Model Soups. ICML. Schmidt et al. (2023). Free Lunch: Robust Cross-Lingual Transfer via Model Checkpoint Averaging. ACL.",
          "label": "{intermediate} + soup: {k} shots",
          "line": "the weights of 2 seeds of target-shots averaged",
          "name": "intermediate+soup",
          "path": "mean of the weights of 2 seeds of intermediate → english → shots",
        },
        {
          "citation": "Ilharco et al. (2023). Editing Models with Task Arithmetic. ICLR.",
          "label": "{intermediate} + arithmetic",
          "line": "base + 0.2|0.6 · intermediate + 1 · english",
          "name": "arithmetic",
          "path": "base + 0.2|0.6 · intermediate + 1 · english",
        },
      ]
    `);
  });

  it('has a job for a combination, which waits for its models and scores its own', async () => {
    const { jobs, stages } = await planned(`zero-shot, ${sums}`, '[1]', '');
    const [only] = stages.filter(({ kind }) => kind === 'combine');
    const job = jobs.find(({ key }) => key === only?.key);
    expect(job?.after.length).toBe(2);
    expect(job?.stages.map((key) => stages.find((stage) => stage.key === key)?.kind)).toEqual(['combine', 'evaluate']);
  });

  it('gives the models of a mean one head to begin with where it is asked to', async () => {
    const plan = await planned(
      `zero-shot, intermediate, { name: soup, average: { arm: zero-shot, over: seeds, size: 2, head: shared } }`,
      '[7, 8]',
      '',
    );
    expect(combined(plan).map(({ head }) => head)).toEqual(['combine']);
    const trained = plan.stages.flatMap((stage) => (stage.kind === 'train' ? [stage] : []));
    const english = trained.filter(({ from }) => 'base' in from).filter(({ data }) => data[0]?.task === 'claims');
    // That of the first seed is the one that the arm has anyway.
    expect(english.map(({ seed, headSeed }) => [seed, headSeed])).toEqual([
      [7, undefined],
      [8, 7],
      [8, undefined],
    ]);
  });
});

describe('a study is refused', () => {
  const study = (arms: string, more = 'seeds: [1, 2]') =>
    parseStudy(`name: tiny\nmodel: tiny/base\n${rest}arms: [zero-shot, intermediate, ${arms}]\n${more}\n`, 'tiny.yaml');

  it.each([
    [
      '{ name: soup, average: { arm: zero-shot, over: seeds, size: 3 } }',
      /the arm soup averages 3 seeds, and there are 2/,
    ],
    ['{ name: soup, average: { arm: zero-shot, over: seeds, size: 1 } }', /must be at least 2/],
    ['{ name: soup, average: { arm: zero-shott, over: seeds, size: 2 } }', undefined],
    ['{ name: soup, average: { arm: zero-shot, over: draws, size: 2 } }', /arms\[2\]\.average\.over/],
    [
      '{ name: soup, average: { arm: zero-shot, over: seeds, size: 2 }, select: last }',
      /those of the arm that is averaged/,
    ],
    ['{ name: both, path: [english], add: [{ task: english, weight: 1 }] }', /one of `path`, `average` and `add`/],
    ['{ name: none, line: nothing }', /one of `path`, `average` and `add`/],
    ['{ name: sum, add: [{ task: englisch, weight: 1 }] }', /Did you mean "english"/],
    ['{ name: sum, add: [{ task: english, weight: [1, 1] }] }', /is named twice/],
    ['{ name: sum, add: [{ task: english, wieght: 1 }] }', /Did you mean "weight"/],
  ])('for %s', async (arms, message) => {
    if (message) expect(() => study(arms)).toThrow(message);
    else
      await expect(planned(`zero-shot, intermediate, ${arms}`, '[1, 2]', '')).rejects.toThrow(
        /average\.arm.*Did you mean "zero-shot"/s,
      );
  });

  it('for an average of averages', async () => {
    const twice = `zero-shot, ${sums}, { name: twice, average: { arm: arithmetic, over: seeds, size: 2 } }`;
    await expect(planned(twice, '[1, 2]', '')).rejects.toThrow(/arithmetic is a combination of models itself/);
  });

  it('for too many weights', () => {
    const weights = `[${Array.from({ length: 9 }, (_, i) => i).join(', ')}]`;
    const many = `{ name: sum, add: [{ task: intermediate, weight: ${weights} }, { task: english, weight: ${weights} }] }`;
    expect(() => study(many)).toThrow(/more than 64 combinations/);
  });
});
