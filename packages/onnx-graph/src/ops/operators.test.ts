import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import type { OperatorCase } from '../fixtures/operator-case.ts';
import { operatorCases } from '../fixtures/operator-cases.ts';
import { type Ran, runCase } from '../fixtures/run-case.ts';
import { ModelProtoSchema } from '../generated/onnx_pb.ts';
import { createOps, elementTypes, GraphBuilder, type Shape } from '../index.ts';

const operators = Object.entries(operatorCases);
const rows = operators.flatMap(([operator, cases]) => cases.map((one) => ({ name: `${operator}: ${one.title}`, one })));

/** An inferred shape beside the real one: names must stand for one size each, those of the inputs for theirs. */
function holds(inferred: Shape, real: readonly number[], names: Map<string, number>): void {
  expect(inferred).toHaveLength(real.length);
  for (const [axis, dim] of inferred.entries()) {
    const wanted = typeof dim === 'number' ? dim : names.get(dim);
    if (wanted !== undefined) expect(real[axis], `axis ${axis} of [${inferred}]`).toBe(wanted);
    else names.set(String(dim), real[axis] ?? 0);
  }
}

function indexes(shape: readonly number[]): readonly (readonly number[])[] {
  return shape.reduce<readonly (readonly number[])[]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

/** Values beside the reference's. Four roundings of a float32 near 1, as short sums have, are 2.4e-7; ten times that. */
function rightNumbers({ want, sizes = {}, tolerance = 2.4e-6 }: OperatorCase, { outputs, at }: Ran): void {
  outputs.forEach(({ shape, data }, output) => {
    const reference = want[output];
    if (!reference) return;
    indexes(shape).forEach((index, place) => {
      const wanted = reference(at, index, sizes);
      const off = Math.abs((data[place] ?? Number.NaN) - wanted) / Math.max(1, Math.abs(wanted));
      expect(off, `y${output}[${index}] is ${data[place]}, not ${wanted}`).toBeLessThanOrEqual(tolerance);
    });
  });
}

describe('every operator', () => {
  it('has a case', () => {
    const known = Object.keys(createOps(new GraphBuilder())).filter((name) => name !== 'graph');
    const tried = operators.filter(([, cases]) => cases.length > 0).map(([name]) => name);
    expect(new Set(tried)).toEqual(new Set(known));
  });

  describe.each(rows)('$name', ({ one }) => {
    it.each([
      ['as it is declared', false],
      ['with every size known', true],
    ])('%s, gives what was inferred, with the right numbers', async (_, known) => {
      const ran = await runCase(one, known);
      const names = new Map(Object.entries(one.sizes ?? {}));
      ran.inferred.forEach((value, i) => {
        const real = ran.outputs[i];
        expect(real?.type).toBe(value.type);
        holds(value.shape, real?.shape ?? [], names);
      });
      if (known) expect(ran.inferred.flatMap((value) => value.shape).filter(isOfInputs(one))).toEqual([]);
      expect(ran.outputs.length).toBe(one.want.length);
      rightNumbers(one, ran);
    });

    it('is read back by ONNX Runtime and from its bytes as it was written', async () => {
      const { graph, model, inferred, declared } = await runCase(one, false);
      expect(declared.map(({ type }) => type)).toEqual(inferred.map(({ type }) => type));
      // ONNX Runtime replaces a name where it can tell the size itself.
      declared.forEach(({ shape }, i) => {
        const sizes = new Map(Object.entries(one.sizes ?? {}));
        const mine = inferred[i]?.shape.map((dim, axis) =>
          typeof shape[axis] === 'number' ? (sizes.get(String(dim)) ?? dim) : dim,
        );
        expect(shape).toEqual(mine);
      });
      const { graph: read } = fromBinary(ModelProtoSchema, model);
      expect(read?.input.map(shapeOf)).toEqual(
        graph.inputs.map(({ name, type, shape }) => ({ name, type: elementTypes[type], shape })),
      );
      expect(read?.output.map(shapeOf)).toEqual(
        inferred.map(({ type, shape }, i) => ({ name: `y${i}`, type: elementTypes[type], shape })),
      );
      expect(read?.initializer.map(({ name, dims }) => [name, dims.map(Number)])).toEqual(
        graph.constants.map(({ value }) => [value.name, value.shape]),
      );
    });
  });
});

const isOfInputs =
  ({ sizes = {} }: OperatorCase) =>
  (dim: number | string) =>
    typeof dim === 'string' && Object.hasOwn(sizes, dim);

type Declared = NonNullable<ReturnType<typeof fromBinary<typeof ModelProtoSchema>>['graph']>['input'][number];

const shapeOf = ({ name, type }: Declared) => {
  const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined;
  return {
    name,
    type: tensor?.elemType,
    shape: tensor?.shape?.dim.map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : value.value)),
  };
};

describe('what an operator cannot do is refused while the graph is built', () => {
  const graph = new GraphBuilder();
  const op = createOps(graph);
  const x = graph.input('x', 'float32', ['n', 3]);
  const y = graph.input('y', 'float32', ['m', 5]);
  const row = graph.input('row', 'float32', [3]);

  it.each([
    ['sizes that do not broadcast', () => op.Add(x, y), 'do not broadcast'],
    [
      'names that may stand for other sizes',
      () => op.Add(graph.input('p', 'float32', ['p']), graph.input('q', 'float32', ['q'])),
      'do not broadcast',
    ],
    ['an axis beyond the last', () => op.ReduceSum(x, [2]), 'has no axis 2'],
    ['an axis before the first', () => op.Slice(x, -3, 0, 1), 'has no axis -3'],
    ['a transposition that forgets an axis', () => op.Transpose(x, [0]), 'each axis'],
    ['a transposition that counts from the end', () => op.Transpose(x, [-1, 0]), 'each axis'],
    ['columns beyond the last', () => op.Slice(x, 1, 2, 4), 'no columns from 2 to 4'],
    ['columns counted from the end', () => op.Slice(x, 0, -1, 1), 'no columns from -1 to 1'],
    ['an expansion that narrows', () => op.Expand(x, row), 'does not expand'],
    ['an expansion to another size', () => op.Expand(row, y), 'does not expand'],
    ['unequal parts', () => op.Split(x, 1, 2), 'does not split'],
    ['parts of an unknown size', () => op.Split(x, 0, 2), 'must be known'],
    ['the product of a vector', () => op.MatMul(x, row), 'no matrix product'],
    [
      'a product of sizes that do not meet',
      () => op.MatMul(x, graph.input('z', 'float32', [5, 2])),
      'no matrix product',
    ],
    ['a join of nothing', () => op.Concat([], 0, 0), 'Concat of nothing'],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
