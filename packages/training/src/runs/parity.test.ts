// The encoder with each of its heads against Python transformers: outputs, gradient norms by parameter, ten AdamW steps.
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import {
  architectures,
  type Checkpoint,
  encoderGraph,
  type HeadSpec,
  loadCheckpoint,
  valuesFor,
} from '@stopover/encoders';
import { serialize } from '@stopover/onnx-graph';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type Batch,
  type Fixture,
  feedsOf,
  fixtureOf,
  matrix,
  parity,
  peerKinds,
  peerSizes,
  rowsOf,
} from '../fixtures/transformers-batches.ts';
import { inferenceGraph } from '../graphs/training-graph.ts';
import { weightFeeds } from '../inference/weight-feeds.ts';
import { squareSum } from '../optimizers/parameter-buffers.ts';
import { HostLearner } from './host-learner.ts';
import { recipe } from './recipe.ts';

/** transformers lists a tied decoder under this name where its token embeddings comes later. */
const tied: Readonly<Record<string, string>> = {
  'lm_head.decoder.weight': 'roberta.embeddings.word_embeddings.weight',
};
const byOurName = (values: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [tied[name] ?? name, value]));

// Some parameters shift all scores of a softmax alike, so their gradient is zero but for rounding (norm about 1e-8,
// others from 1e-3 up), and AdamW makes steps of full size out of that rounding.
const isRounding = (gradient: number | undefined) => gradient === undefined || gradient < 1e-6;

const withoutDropout = { hiddenDropout: 0, attentionDropout: 0, classifierDropout: 0 };
const close = (a: number, b: number) => Math.abs(a - b) / Math.max(1e-3, Math.abs(b));
const norm = (x: Float32Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));

describe.each(architectures.map((a) => a.modelType))('%s', (modelType) => {
  describe.each(peerKinds)('%s', (kind) => {
    const spec: HeadSpec = { kind, size: peerSizes[kind] };
    let fixture: Fixture;
    let checkpoint: Checkpoint;
    let learner: HostLearner;
    const head = { name: kind, spec };
    const recipeOfFixture = recipe({ learningRate: 2e-3, schedule: 'constant', weightDecay: 0.01 });

    beforeAll(async () => {
      fixture = await fixtureOf(modelType, kind);
      const loaded = await loadCheckpoint(join(parity, modelType, kind));
      checkpoint = { ...loaded, config: { ...loaded.config, ...withoutDropout } };
      learner = new HostLearner({
        backend: cpu(),
        threads: 1,
        architecture: checkpoint.architecture,
        config: checkpoint.config,
        heads: [head],
        values: (parameters) => valuesFor(checkpoint, parameters, { head: 'keep', seed: 0 }),
        recipe: recipeOfFixture,
        seed: 0,
      });
    });
    afterAll(async () => learner[Symbol.asyncDispose]());

    const batch = (i: number): Batch => {
      const found = fixture.batches[i];
      if (!found) throw new Error(`the fixture has no batch ${i}`);
      return found;
    };

    // float32 on both sides: outputs agree to about 1e-5 relative (reference/README).
    test('outputs', async () => {
      const { graph } = inferenceGraph(checkpoint, spec);
      await using session = await cpu().open(graph, { threads: 1 });
      const {
        labels: _l,
        weights: _w,
        starts: _s,
        ends: _e,
        ...feeds
      } = feedsOf(batch(0), kind, checkpoint, fixture.pad);
      const { logits } = await session.run({ ...feeds, ...learner.weights(kind) });
      if (logits?.type !== 'float32') throw new Error('no logits');
      const ours = expectedOrder(kind, logits.data, logits.shape, batch(0), fixture);
      const worst = ours.reduce((w, [a, b]) => Math.max(w, Math.abs(a - b)), 0);
      expect(ours.length).toBeGreaterThan(0);
      expect(worst).toBeLessThan(5e-5);
    });

    // Span's feeds alone lay padding out, which transformers' norms over all places count.
    const hiddenStates = async () => {
      const { op, parameters, states } = encoderGraph(checkpoint);
      states.forEach((state, i) => {
        op.graph.output(`state${i}`, state);
      });
      await using session = await cpu().open(serialize(op.graph), { threads: 1 });
      const { starts: _s, ends: _e, weights: _w, ...feeds } = feedsOf(batch(0), kind, checkpoint, fixture.pad);
      const outputs = await session.run({ ...feeds, ...weightFeeds(checkpoint, parameters.all) });
      const ours = states.map((_, i) => Math.hypot(...Array.from(outputs[`state${i}`]?.data ?? [], Number)));
      const expected = fixture.expected.hidden_states_l2;
      expect(ours.length).toBe(expected.length);
      expect(Math.max(...ours.map((value, i) => close(value, expected[i] ?? 0)))).toBeLessThan(1e-5);
    };
    if (kind === 'span') test('every hidden state', hiddenStates);

    test('loss and gradient norms by parameter', async () => {
      const loss = await learner.accumulate({ head: kind, feeds: feedsOf(batch(0), kind, checkpoint, fixture.pad) }, 1);
      expect(close(loss, fixture.expected.loss)).toBeLessThan(1e-5);
      const gradient_l2 = byOurName(fixture.expected.gradient_l2);
      const ours = Object.fromEntries([...learner.slots].map(([name, slot]) => [name, Math.sqrt(squareSum(slot))]));
      const named = Object.keys(gradient_l2).filter((name) => ours[name] !== undefined);
      // transformers builds a pooler that some heads do not use; nothing else may be missing.
      expect(Object.keys(gradient_l2).filter((name) => ours[name] === undefined)).toEqual([]);
      expect(named.length).toBe(learner.slots.size);
      const real = named.filter((name) => !isRounding(gradient_l2[name]));
      expect(real.length).toBeGreaterThan(named.length - 6);
      const worst = real.map((name) => ({ name, error: close(ours[name] ?? Number.NaN, gradient_l2[name] ?? 0) }));
      expect(worst.filter(({ error }) => !(error < 2e-4))).toEqual([]);
      for (const slot of learner.slots.values()) {
        slot.gradient.fill(0);
        slot.touched?.clear();
      }
    });

    test('ten AdamW steps', async () => {
      const { losses, gradient_norms } = fixture.expected.training;
      const after = byOurName(fixture.expected.training.parameter_l2_after);
      const gradients = byOurName(fixture.expected.gradient_l2);
      for (const [i, expected] of losses.entries()) {
        const loss = await learner.accumulate(
          { head: kind, feeds: feedsOf(batch(i), kind, checkpoint, fixture.pad) },
          1,
        );
        const total = await learner.update(i + 1, recipeOfFixture.learningRate);
        expect(close(loss, expected), `loss of step ${i + 1}`).toBeLessThan(1e-4);
        expect(close(total, gradient_norms[i] ?? 0), `gradient norm of step ${i + 1}`).toBeLessThan(1e-3);
      }
      const off = [...learner.slots].map(([name, slot]) => ({
        name,
        error: close(norm(slot.weight), after[name] ?? 0),
      }));
      expect(off.filter(({ name, error }) => !(error < 1e-4) && !isRounding(gradients[name]))).toEqual([]);
    });
  });
});

/** Pairs of our logits and transformers', which lays padded positions out too. */
function expectedOrder(
  kind: HeadSpec['kind'],
  ours: Float32Array,
  shape: readonly number[],
  batch: Batch,
  { expected }: Fixture,
): (readonly [number, number])[] {
  const at = (i: number) => ours[i] ?? Number.NaN;
  if (kind === 'span') {
    const width = shape[1] ?? 0;
    const side = (rows: readonly (readonly number[])[], s: number) =>
      rows.flatMap((row, r) => row.map((value, c) => [at((r * width + c) * 2 + s), value] as const));
    return [...side(expected.start_logits ?? [], 0), ...side(expected.end_logits ?? [], 1)];
  }
  if (kind === 'classification' || kind === 'choice') {
    return matrix
      .parse(expected.logits)
      .flat()
      .map((value, i) => [at(i), value] as const);
  }
  if (kind === 'tagging') {
    const cube = z.array(matrix).parse(expected.logits);
    const lengths = rowsOf(batch.attention_mask).map((m) => m.reduce((a, b) => a + b, 0));
    return cube
      .flatMap((row, r) => row.slice(0, lengths[r]))
      .flat()
      .map((value, i) => [at(i), value] as const);
  }
  // The fixture keeps the first three positions' logits; ours are those of the labelled positions only.
  const first = matrix.parse(expected.logits);
  const labels = matrix.parse(batch.labels)[0] ?? [];
  const labelled = labels.flatMap((label, i) => (label === -100 ? [] : [i]));
  return labelled.flatMap((position, m) =>
    (first[position] ?? []).map((value, c) => [at(m * (shape[1] ?? 0) + c), value] as const),
  );
}
