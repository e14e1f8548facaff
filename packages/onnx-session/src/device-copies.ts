import { messageOf, StopoverError, type Tensor } from '@stopover/core';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { fromOrt, type Ort, toOrt } from './ort-tensor.ts';
import { type Bytes, integer, message, node, text } from './protobuf.ts';

type Direction = 'gpu-buffer' | 'cpu';

// Numbers of the types in onnx.proto.
const typeNumbers = new Map<string, number>([
  ['float32', 1],
  ['int32', 6],
  ['int64', 7],
  ['bool', 9],
  ['float64', 11],
]);

/** y = x, of any shape. */
const identity = (type: string): Uint8Array => {
  const declare = (field: number, name: string): Bytes =>
    message(field, text(1, name), message(2, message(1, integer(1, typeNumbers.get(type) ?? 1))));
  const graph = message(7, node('Identity', ['x'], ['y']), text(2, 'copy'), declare(11, 'x'), declare(12, 'y'));
  return Uint8Array.from([...integer(1, 9), ...graph, ...message(8, integer(2, 17))]);
};

/**
 * Copies between arrays and buffers of the device, through sessions that compute y = x. Asking a device tensor for its
 * data ends the process in ONNX Runtime 1.30.
 */
export class DeviceCopies {
  readonly #where: string;
  readonly #ort: Ort;
  readonly #options: InferenceSession.SessionOptions;
  readonly #sessions = new Map<string, InferenceSession>();

  constructor(where: string, ort: Ort, options: InferenceSession.SessionOptions) {
    this.#where = where;
    this.#ort = ort;
    this.#options = options;
  }

  /** A buffer of the device with the tensor's numbers; who asks for it disposes it. */
  toDevice(tensor: Tensor): Promise<OrtTensor> {
    return this.#copy(toOrt(this.#ort, tensor), 'gpu-buffer');
  }

  /** The numbers of a buffer of the device. */
  async toHost(tensor: OrtTensor): Promise<Tensor> {
    return fromOrt(this.#where, await this.#copy(tensor, 'cpu'));
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await session.release();
    this.#sessions.clear();
  }

  async #copy(x: OrtTensor, to: Direction): Promise<OrtTensor> {
    try {
      const key = `${x.type} ${to}`;
      const session = this.#sessions.get(key) ?? (await this.#open(x.type, to));
      this.#sessions.set(key, session);
      const { y } = await session.run({ x });
      if (y) return y;
      throw new Error('a copy gave nothing');
    } catch (error) {
      throw new StopoverError(
        {
          where: this.#where,
          what: `state of type ${x.type} cannot be copied ${to === 'cpu' ? 'from' : 'to'} the device: ${messageOf(error)}`,
          remedy: 'Keep less state there, in types that the device knows, or choose --backend cpu.',
        },
        { cause: error },
      );
    }
  }

  #open(type: string, to: Direction): Promise<InferenceSession> {
    return this.#ort.InferenceSession.create(identity(type), { ...this.#options, preferredOutputLocation: { y: to } });
  }
}
