// Which outputs a model declares as scalars. ONNX Runtime gives an empty shape for a scalar and for an unknown shape.
// Field numbers are those of onnx.proto; a wrong model gives an empty answer, and ONNX Runtime refuses it anyway.

/** A length-delimited field of a protobuf message. */
interface Field {
  readonly number: number;
  readonly content: Uint8Array;
}

/** The names of a model's outputs that are declared with a shape of no dimensions. */
export function declaredScalars(model: Uint8Array): ReadonlySet<string> {
  const graphs = contents(model, 7);
  const scalars = graphs.flatMap((graph) => contents(graph, 12).filter(isScalar));
  return new Set(scalars.flatMap((output) => contents(output, 1).map((name) => new TextDecoder().decode(name))));
}

/** ValueInfoProto.type → TypeProto.tensor_type → Tensor.shape → TensorShapeProto.dim. */
function isScalar(output: Uint8Array): boolean {
  const tensors = contents(output, 2).flatMap((type) => contents(type, 1));
  const shapes = tensors.flatMap((tensor) => contents(tensor, 2));
  return shapes.length > 0 && shapes.every((shape) => contents(shape, 1).length === 0);
}

const contents = (message: Uint8Array, number: number): Uint8Array[] =>
  fields(message).flatMap((field) => (field.number === number ? [field.content] : []));

/** The length-delimited fields of a message; reading ends at the first byte that is no field. */
function fields(message: Uint8Array): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; at < message.length; scale *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const wire = tag % 8;
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const length = varint();
      found.push({ number: Math.floor(tag / 8), content: message.subarray(at, at + length) });
      at += length;
    } else break;
  }
  return found;
}
