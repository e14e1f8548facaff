/** A size that is known now, or a name for one that is known when the graph runs. */
export type Dim = number | string;
export type Shape = readonly Dim[];
export type ElementType = 'float32' | 'float64' | 'int64' | 'int32' | 'bool' | 'float16';

/** The numbers of the element types in ONNX's `TensorProto.DataType`. */
export const elementTypes: Readonly<Record<ElementType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

/** An ONNX attribute by its type. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly text: string };
export type Attributes = Readonly<Record<string, Attribute>>;

/** A tensor of the graph: an input, a constant, or an output of a node. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
  /** The operation whose output it is; undefined for inputs and constants. */
  readonly from?: Operation;
}

/**
 * What the gradient walker sees: a standard operator, or a compound of several that has a gradient rule of its own.
 * `outputs` are filled by the builder.
 */
export interface Operation {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Plain numbers a rule may need, such as an axis. */
  readonly options: Readonly<Record<string, number | readonly number[]>>;
}

/** The static size of a dimension. @throws Error when it is symbolic: a fault of the graph's author. */
export function fixed(shape: Shape, axis: number): number {
  const size = shape.at(axis);
  if (typeof size === 'number') return size;
  throw new Error(`dimension ${axis} of [${shape.join(', ')}] must be known when the graph is built`);
}

/** The place of an axis that may be counted from the end. @throws Error when the shape has none such. */
export function axisOf(shape: Shape, axis: number): number {
  const place = axis < 0 ? axis + shape.length : axis;
  if (Number.isInteger(place) && place >= 0 && place < shape.length) return place;
  throw new Error(`[${shape.join(', ')}] has no axis ${axis}`);
}

/** The shape of an element-wise operation on two operands, by ONNX's (numpy's) broadcasting rule. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    throw new Error(`shapes [${a.join(', ')}] and [${b.join(', ')}] do not broadcast`);
  });
}
