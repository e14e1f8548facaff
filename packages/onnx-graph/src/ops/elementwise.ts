import type { GraphBuilder } from '../builder.ts';
import { broadcast, type ElementType, type Value } from '../value.ts';

const codes: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 };

/** Operators that work element by element, with numpy's broadcasting. */
export const elementwise = (g: GraphBuilder) => {
  const unary = (op: string) => (x: Value) => g.one(op, [x], x.type, x.shape);
  const binary = (op: string) => (a: Value, b: Value) => g.one(op, [a, b], a.type, broadcast(a.shape, b.shape));
  return {
    Add: binary('Add'),
    Sub: binary('Sub'),
    Mul: binary('Mul'),
    Div: binary('Div'),
    Neg: unary('Neg'),
    Exp: unary('Exp'),
    Log: unary('Log'),
    Sqrt: unary('Sqrt'),
    Tanh: unary('Tanh'),
    Erf: unary('Erf'),
    Cos: unary('Cos'),
    Sin: unary('Sin'),
    Identity: unary('Identity'),
    Equal: (a: Value, b: Value) => g.one('Equal', [a, b], 'bool', broadcast(a.shape, b.shape)),
    Where: (condition: Value, a: Value, b: Value) =>
      g.one('Where', [condition, a, b], a.type, broadcast(condition.shape, broadcast(a.shape, b.shape))),
    /** To another element type. No gradient flows to whole numbers or truth values. */
    Cast: (x: Value, to: ElementType) => g.one('Cast', [x], to, x.shape, { attributes: { to: { int: codes[to] } } }),
  };
};
