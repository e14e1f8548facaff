import { Catalog } from '@stopover/registry';
import { describe, expect, it } from 'vitest';
import { ArmTable } from '../arms/arm-table.ts';
import { noDevice } from '../fixtures/majority-engine.ts';
import { scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { tinyCatalog, tinyTranslators } from '../fixtures/tiny-world.ts';
import type { Plan } from '../records/plan.ts';
import { parseStudy } from './study-file.ts';
import { nameProblems } from './study-names.ts';

const study = `intermediates: [none, stories]
targets: [xclaims]
languages: [de, sw]
arms: [zero-shot, intermediate, target-shots, intermediate+target-shots]
shots: [5, 8]
buckets: 1
seeds: [1, 2]
`;

async function planned(more: string): Promise<Plan> {
  await using folder = await scratch();
  return await tinyPlan(folder.path, study + more);
}

const inWords = ({ cells }: Plan) =>
  cells
    .map(({ arm, intermediate, language, shots, seed }) => `${arm} ${intermediate} ${language} ${shots} ${seed}`)
    .sort();

describe('parts of the grid that are left out', () => {
  it.each([
    ['an arm', '{ arm: intermediate }', (cell: string) => cell.startsWith('intermediate ')],
    ['a language', '{ language: DE }', (cell: string) => / de /.test(cell)],
    ['shots of a seed', '{ shots: [8, 5], seed: 2 }', (cell: string) => / [85] 2$/.test(cell)],
    ['those without shots', '{ shots: 0 }', (cell: string) => / 0 \d$/.test(cell)],
    ['those without an intermediate', '{ intermediate: none }', (cell: string) => / none /.test(cell)],
    [
      'an arm in a language',
      '{ arm: target-shots, language: [sw] }',
      (cell: string) => /^target-shots .* sw /.test(cell),
    ],
  ])('are those that have what every field says: %s', async (_, item, isOut) => {
    const [all, some] = [await planned(''), await planned(`skip: [${item}]\n`)];
    expect(inWords(some)).toEqual(inWords(all).filter((cell) => !isOut(cell)));
    expect(some.cells.length).toBeLessThan(all.cells.length);
    const keys = new Set(all.stages.map(({ key }) => key));
    // The evaluation of one model on fewer languages is another; trainings are the same.
    const trained = some.stages.filter(({ kind }) => kind === 'train');
    expect(trained.every(({ key }) => keys.has(key))).toBe(true);
  });

  it.each([
    ['of an arm that has no intermediate', '{ arm: target-shots, intermediate: stories }'],
    ['of an arm that has no shots', '{ arm: intermediate, shots: 5 }'],
  ])('are refused where they are none: %s', async (_, item) => {
    const refused = planned(`skip: [{ seed: 2, language: sw }, ${item}]\n`);
    await expect(refused).rejects.toThrow(/line \d+, skip\[1\]: no cell of the grid is of arm=.* leaves out nothing/);
  });

  it('are not trained where nothing else needs it', async () => {
    const { stages } = await planned('skip: [{ arm: [intermediate, intermediate+target-shots] }]\n');
    expect(stages.filter(({ title }) => title.includes('stories'))).toEqual([]);
  });

  it('are named by what the study has, and are no confirmatory contrast', () => {
    const known = {
      arms: new ArmTable(),
      tasks: tinyCatalog(),
      translators: tinyTranslators(),
      backends: new Catalog('backend', [noDevice]),
      executors: new Catalog<never>('executor', []),
      trackers: new Catalog<never>('tracker', []),
    };
    const problems = (skip: string, more = '') =>
      nameProblems(parseStudy(`name: tiny\nmodel: tiny/base\n${study}skip: [${skip}]\n${more}`, 's.yaml'), known, {
        executor: 'local',
      }).map(({ where, what }) => `${where}: ${what}`);
    expect(problems('{ arm: intermediat }')).toEqual([
      's.yaml, line 10, skip[0].arm: the study has no arm "intermediat"',
    ]);
    expect(problems('{ target: xclaimz, shots: 7 }')).toEqual([
      's.yaml, line 10, skip[0].target: the study has no target "xclaimz"',
      's.yaml, line 10, skip[0].shots: the study has no shots "7"',
    ]);
    expect(problems('{ language: fr }')).toEqual(['s.yaml, line 10, skip[0].language: the study has no language "fr"']);
    const primary = 'primary: [{ target: xclaims, arm: target-shots, shots: 5, against: { arm: zero-shot } }]\n';
    expect(problems('{ shots: 5 }', primary)).toEqual([
      's.yaml, line 11, primary[0]: "target-shots" of this contrast is left out by `skip`',
    ]);
    expect(problems('{ shots: 8 }', primary)).toEqual([]);
    expect(() => problems('{}')).toThrow('would leave out the whole grid: name a field');
  });
});
