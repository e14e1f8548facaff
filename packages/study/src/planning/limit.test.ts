import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTables, tinyTranslators } from '../fixtures/tiny-world.ts';
import type { Plan } from '../records/plan.ts';
import { tablesOfAll } from '../stages/tables-of.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { planStudy } from './plan-study.ts';

const study = `name: tiny
model: tiny/base
intermediates: [none, stories]
targets: [xclaims]
languages: [de, sw]
arms: [zero-shot, intermediate, target-shots, translate-train]
translators: { shout: { use: shouting } }
translateWith: shout
shots: [5, 8]
buckets: 1
`;

async function planned(limit?: number): Promise<Plan> {
  await using folder = await scratch();
  const options = { models: tinyModels, tasks: tinyCatalog(), translators: tinyTranslators(), engineVersion: 'test-1' };
  const source = new TinySource(await tinyModel(folder.path), tinyTables());
  return await planStudy(parseStudy(study, join(folder.path, 'tiny.yaml')), { ...options, source, limit });
}

describe('a plan with a limit', () => {
  it('has it in every table that a stage reads, in the keys, and in what is expected', async () => {
    const [whole, some, other] = [await planned(), await planned(6), await planned(7)];
    expect(tablesOfAll(some.stages).map(({ limit }) => limit)).toEqual(tablesOfAll(whole.stages).map(() => 6));
    expect(tablesOfAll(whole.stages).every((table) => !('limit' in table))).toBe(true);
    const keys = (plan: Plan) => plan.stages.map(({ key }) => key);
    const all = [...keys(whole), ...keys(some), ...keys(other)];
    expect(new Set(all).size).toBe(all.length);
    const most = some.stages.flatMap(({ data, expected }) => (expected.rows > 6 * data.length ? [expected.rows] : []));
    expect(most).toEqual([]);
    expect([whole.study.limit, some.study.limit]).toEqual([undefined, 6]);
  });

  it('has no shots that the limit does not leave', async () => {
    const { unavailable, cells } = await planned(6);
    expect(new Set(cells.map(({ shots }) => shots))).toEqual(new Set([0, 5]));
    expect(unavailable.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(/^8 shots: .* 6$/));
  });
});
