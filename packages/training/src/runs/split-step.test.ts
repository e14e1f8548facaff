// A step in several passes is the step of the whole batch: the same loss, the same gradient.
import { cpu } from '@stopover/backend-cpu';
import { valuesFor } from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import { describe, expect, test } from 'vitest';
import { collate } from '../batching/collate.ts';
import { featuresOf, kinds, sizes, tinyCheckpoint } from '../fixtures/batches.ts';
import { HostLearner } from './host-learner.ts';
import { recipe } from './recipe.ts';

const whole = kinds.filter((kind) => kind !== 'ranking' && kind !== 'mlm');

describe('a step of a batch in parts', () => {
  test.each(whole)('%s', async (kind) => {
    const checkpoint = await tinyCheckpoint(kind, 2);
    const learner = () =>
      new HostLearner({
        ...{ backend: cpu(), threads: 1, architecture: checkpoint.architecture, config: checkpoint.config },
        heads: [{ name: kind, spec: { kind, size: sizes[kind] } }],
        values: (parameters) => valuesFor(checkpoint, parameters, { head: 'keep', seed: 0 }),
        ...{ recipe: recipe({ learningRate: 1e-3 }), seed: 5 },
      });
    await using once = learner();
    await using parted = learner();
    // The second step, in one pass, shows that nothing of the first one's gradients is left.
    for (const number of [1, 2, 3]) {
      const features = featuresOf(kind, number, 9);
      const step = (passes: readonly (readonly Feature[])[]) => [
        {
          number,
          learningRate: 1e-3,
          parts: [{ head: kind, passes: passes.map((some) => collate(some, checkpoint)) }],
        },
      ];
      const [expected] = await once.train(step([features]));
      const [found] = await parted.train(
        step(number === 2 ? [features] : [features.slice(0, 2), features.slice(2, 7), features.slice(7)]),
      );
      expect(found?.loss).toBeCloseTo(expected?.loss ?? Number.NaN, 5);
      expect((found?.norm ?? 0) / (expected?.norm ?? 1)).toBeCloseTo(1, 4);
    }
    for (const [name, { first }] of once.slots) {
      const other = parted.slots.get(name)?.first ?? new Float32Array();
      const length = Math.hypot(...first);
      expect(Math.hypot(...first.map((x, i) => x - (other[i] ?? Number.NaN))), name).toBeLessThanOrEqual(
        1e-3 * length + 1e-7,
      );
    }
  });
});
