import { StopoverError, type Tensor } from '@stopover/core';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';

/** The ONNX Runtime module, as `import('onnxruntime-node')` gives it. */
export type Ort = typeof import('onnxruntime-node');

/** An input or output as the graph declares it; a dimension that the graph leaves open is a name. */
export interface Slot {
  readonly name: string;
  readonly type: string;
  /** Empty for a scalar and also when the graph does not say the rank: ONNX Runtime does not tell them apart. */
  readonly shape: readonly (number | string)[];
}

/** The slots of a session's inputs or outputs by name; what is not a tensor is left out. */
export function slotsOf(metadata: readonly InferenceSession.ValueMetadata[]): ReadonlyMap<string, Slot> {
  return new Map(
    metadata.flatMap((value) =>
      value.isTensor ? [[value.name, { name: value.name, type: value.type, shape: value.shape }]] : [],
    ),
  );
}

/** The dimensions of a slot when all of them are fixed, else undefined. */
export function fixedShape(slot: Slot): readonly number[] | undefined {
  const fixed = slot.shape.filter((size) => typeof size === 'number');
  return fixed.length > 0 && fixed.length === slot.shape.length ? fixed : undefined;
}

/** What a tensor is, without its numbers. */
interface TensorKind {
  readonly type: string;
  readonly shape: readonly number[];
}

/** @throws StopoverError when a tensor is not of the type and shape that a slot declares. */
export function checkSlot(where: string, slot: Slot, tensor: TensorKind): void {
  const fits =
    slot.shape.length === 0 ||
    (slot.shape.length === tensor.shape.length &&
      slot.shape.every((size, axis) => typeof size === 'string' || size === tensor.shape[axis]));
  if (!fits || slot.type !== tensor.type) {
    throw new StopoverError({
      where,
      what: `the tensor is ${describe(tensor)}, but the graph declares ${describe(slot)}`,
      remedy: 'Pass a tensor of that type and shape.',
    });
  }
}

/**
 * Checks a tensor that somebody passed in against the slot it is meant for.
 * @throws StopoverError naming the slot, what it takes and what it got.
 */
export function checkTensor(where: string, slot: Slot, tensor: Tensor): void {
  checkSlot(where, slot, tensor);
  const count = elementCount(tensor.shape);
  if (tensor.data.length !== count) {
    throw new StopoverError({
      where,
      what: `the shape [${tensor.shape.join(', ')}] means ${count} numbers, but the data has ${tensor.data.length}`,
      remedy: 'Pass data of that length, in a buffer that was not transferred away.',
    });
  }
  if (!(tensor.data.buffer instanceof ArrayBuffer)) {
    throw new StopoverError({
      where,
      what: 'the data lies in a SharedArrayBuffer, which ONNX Runtime does not take',
      remedy: 'Copy it into an array of its own.',
    });
  }
}

/** Wraps a tensor without copying: ONNX Runtime reads and writes the same array. */
export const toOrt = (ort: Ort, { type, data, shape }: Tensor): OrtTensor => new ort.Tensor(type, data, shape);

/**
 * A tensor that ONNX Runtime made.
 * @throws StopoverError when its type is none that core knows, or when it lies on a device: reading it there is not safe.
 */
export function fromOrt(where: string, tensor: OrtTensor): Tensor {
  if (tensor.location === 'cpu') {
    const { type, dims: shape, data } = tensor;
    if (type === 'float32' && data instanceof Float32Array) return { type, shape, data };
    if (type === 'float64' && data instanceof Float64Array) return { type, shape, data };
    if (type === 'int64' && data instanceof BigInt64Array) return { type, shape, data };
    if (type === 'int32' && data instanceof Int32Array) return { type, shape, data };
    if (type === 'bool' && data instanceof Uint8Array) return { type, shape, data };
  }
  throw new StopoverError({
    where,
    what: `the output is ${tensor.type} in ${tensor.location} memory, which cannot be read here`,
    remedy: 'Cast it in the graph to float32, float64, int64, int32 or bool.',
  });
}

/** A zeroed tensor, or undefined for a type that core does not know. */
export function zeros(type: string, shape: readonly number[]): Tensor | undefined {
  const count = elementCount(shape);
  if (type === 'float32') return { type, shape, data: new Float32Array(count) };
  if (type === 'float64') return { type, shape, data: new Float64Array(count) };
  if (type === 'int64') return { type, shape, data: new BigInt64Array(count) };
  if (type === 'int32') return { type, shape, data: new Int32Array(count) };
  if (type === 'bool') return { type, shape, data: new Uint8Array(count) };
  return undefined;
}

/**
 * Copies numbers from one tensor to another of the same type and length.
 * @throws StopoverError when the types differ.
 */
export function copyInto(where: string, target: Tensor, source: Tensor): void {
  if (target.type === 'float32' && source.type === 'float32') target.data.set(source.data);
  else if (target.type === 'float64' && source.type === 'float64') target.data.set(source.data);
  else if (target.type === 'int64' && source.type === 'int64') target.data.set(source.data);
  else if (target.type === 'int32' && source.type === 'int32') target.data.set(source.data);
  else if (target.type === 'bool' && source.type === 'bool') target.data.set(source.data);
  else {
    throw new StopoverError({
      where,
      what: `a tensor of type ${source.type} cannot replace one of type ${target.type}`,
      remedy: `Pass a ${target.type} tensor.`,
    });
  }
}

/** Whether two tensors share bytes of one buffer. */
export function overlap(a: Tensor, b: Tensor): boolean {
  return (
    a.data.buffer === b.data.buffer &&
    a.data.byteOffset < b.data.byteOffset + b.data.byteLength &&
    b.data.byteOffset < a.data.byteOffset + a.data.byteLength
  );
}

const elementCount = (shape: readonly number[]) => shape.reduce((count, size) => count * size, 1);

const describe = ({ type, shape }: { readonly type: string; readonly shape: readonly (number | string)[] }) =>
  `${type}[${shape.join(', ')}]`;
