import { describe, expect, it } from 'vitest';
import { scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog } from '../fixtures/tiny-world.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { planStudy } from './plan-study.ts';

const text = `name: tiny
model: tiny/base
intermediates: [none, stories, quiz]
targets: [xclaims, { task: xcause, training: cause }]
arms: [zero-shot, intermediate, target-shots, intermediate+target-shots]
shots: [5, 10]
buckets: 3
seeds: [1, 2, 3]
`;

/** How many there are, and how many that differ in what they say. */
const counted = (values: readonly object[]) => ({
  objects: new Set(values).size,
  texts: new Set(values.map((value) => JSON.stringify(value))).size,
});

describe('a plan of many stages', () => {
  it('reads no table twice, and holds each table and each recipe once, however many stages have it', async () => {
    await using folder = await scratch();
    const source = new TinySource(await tinyModel(folder.path));
    const study = parseStudy(text, 'tiny.yaml');
    const options = { tasks: tinyCatalog(), models: tinyModels, engineVersion: 'test-1' };
    const { stages } = await planStudy(study, { ...options, source });
    expect(stages.length).toBeGreaterThan(500);
    expect(source.read.length).toBeGreaterThan(3);
    expect(new Set(source.read).size).toBe(source.read.length);
    const tables = counted(stages.flatMap(({ data }) => data));
    expect(tables.objects).toBe(tables.texts);
    // Of two targets the trainings after one intermediate may say the same.
    const ofTargets = counted(stages.flatMap((stage) => (stage.kind === 'evaluate' ? [stage.recipe] : [])));
    expect(ofTargets.objects).toBeLessThanOrEqual(2);
    const shots = stages.flatMap((stage) => (stage.kind === 'train' && stage.shots ? [stage.recipe] : []));
    expect(counted(shots).objects).toBeLessThanOrEqual(4);
  });
});
