import type { Location } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { describe, expect, it } from 'vitest';
import { scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog } from '../fixtures/tiny-world.ts';
import { planSchema } from '../records/plan.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { planStudy } from './plan-study.ts';

/** A source that knows commits, as the hub does; its branches move with every question. */
class MovingSource extends TinySource {
  readonly asked: string[] = [];

  override readonly capabilities = {
    commit: async ({ repo, revision }: Location): Promise<string> => {
      this.asked.push(`${repo} ${revision}`);
      return 'e'.repeat(39) + new Set(this.asked).size;
    },
  };
}

const text = 'name: tiny\nmodel: tiny/base\nintermediates: [stories]\ntargets: [xclaims]\nlanguages: [de]\n';
const options = { tasks: tinyCatalog(), models: tinyModels, engineVersion: 'test-1' };

describe('the references of a plan', () => {
  it('are the data that its stages read, each with what to cite', async () => {
    await using folder = await scratch();
    const source = new TinySource(await tinyModel(folder.path));
    const { references } = await planStudy(parseStudy(text, 'tiny.yaml'), { ...options, source });
    expect(references.map(({ task, repo }) => `${task}: ${repo}`)).toEqual([
      'claims: tiny/claims',
      'stories: tiny/stories',
      'xclaims: tiny/xclaims',
    ]);
    // This source does not look at commits: it would be wrong to say that one was read.
    expect(references[0]).toMatchObject({ revision: null, license: 'CC0-1.0', citation: null });
  });

  it('hold the commits that a branch stood for, and so do the locations; keys do not', async () => {
    await using folder = await scratch();
    const model = await tinyModel(folder.path);
    const study = parseStudy(text, 'tiny.yaml');
    const plain = await planStudy(study, { ...options, source: new TinySource(model) });
    const pinned = await planStudy(study, { ...options, source: new MovingSource(model) });
    expect(pinned.references.every(({ revision }) => /^e{39}\d$/.test(revision ?? ''))).toBe(true);
    const revisions = pinned.stages.flatMap(({ data }) => data.map(({ location }) => location.revision));
    expect(revisions.every((revision) => /^e{39}\d$/.test(revision))).toBe(true);
    expect(pinned.stages.map(({ key }) => key)).toEqual(plain.stages.map(({ key }) => key));
  });

  it('say what the rows are where a task does, also when the plan is read again', async () => {
    await using folder = await scratch();
    const told = [...tinyCatalog()].map((task) =>
      task.name === 'xclaims' ? { ...task, about: { ...task.about, rows: 'words as they were' } } : task,
    );
    const source = new TinySource(await tinyModel(folder.path));
    const tasks = new Catalog('task', told);
    const plan = await planStudy(parseStudy(text, 'tiny.yaml'), { ...options, tasks, source });
    const read = planSchema.parse(JSON.parse(JSON.stringify(plan)));
    expect(read.references.map(({ rows }) => rows)).toEqual([undefined, undefined, 'words as they were']);
  });

  it('may be missing in a plan of an earlier version', async () => {
    await using folder = await scratch();
    const source = new TinySource(await tinyModel(folder.path));
    const { references: _, ...earlier } = await planStudy(parseStudy(text, 'tiny.yaml'), { ...options, source });
    expect(planSchema.parse(earlier).references).toEqual([]);
  });
});
