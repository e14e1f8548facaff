import type { Tensor } from '@stopover/core';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { endedAtMarker, markerName, withMarker } from './filled-marker.ts';
import { graphOf, vector } from './fixtures/graphs.ts';
import { ortBackend } from './ort-backend.ts';
import { probeGraph } from './probe-graph.ts';
import { integer, message, node } from './protobuf.ts';

const cpu = ortBackend({
  name: 'cpu',
  training: { state: 'host' },
  exclusive: false,
  options: { executionProviders: ['cpu'] },
  fix: 'Reinstall onnxruntime-node.',
});

describe('the outputs marker', () => {
  it('ends the run after the arrays are filled and before anything is copied', async () => {
    const session = await ort.InferenceSession.create(withMarker(probeGraph.model));
    const x = new ort.Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]);
    const y = new ort.Tensor('float32', new Float32Array(4), [2, 2]);
    expect(session.outputNames).toEqual([markerName, 'y']);
    const error = await session.run({ x }, { [markerName]: null, y }).catch((thrown: unknown) => thrown);
    expect(endedAtMarker(error)).toBe(true);
    expect([...y.data]).toEqual([17, 30, 45, 62]);
    const { y: copied } = await session.run({ x }, { y });
    expect(copied, 'without the marker the binding returns a copy').not.toBe(y);
    await session.release();
  });

  it('does not take a real failure for the end', async () => {
    const graph = graphOf(
      [node('Gather', ['x', 'at'], ['y'])],
      [
        ['x', 'float32', [2]],
        ['at', 'int64', [1]],
      ],
      [['y', 'float32', [1]]],
    );
    await using session = await cpu.open(graph);
    const at: Tensor = { type: 'int64', shape: [1], data: BigInt64Array.of(7n) };
    await expect(session.run({ x: vector(1, 2), at })).rejects.toThrow(
      /backend cpu: the graph failed: .*(bounds|range)/s,
    );
  });

  it('is left out where the graph cannot take it', async () => {
    // Sequences came with opset 11.
    const old = {
      model: Uint8Array.from([
        ...graphOf([node('Neg', ['x'], ['y'])], [['x', 'float32', [2]]], [['y', 'float32', [2]]]).model.slice(0, -4),
        ...message(8, integer(2, 9)),
      ]),
    };
    await using session = await cpu.open(old);
    const y = vector(0, 0);
    expect(await session.run({ x: vector(1, -2) }, { y })).toEqual({ y });
    expect(y).toEqual(vector(-1, 2));
  });
});
