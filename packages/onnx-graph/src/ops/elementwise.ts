import type { GraphBuilder } from '../builder.ts';
import { broadcast, type ElementType, elementTypes, type Value } from '../value.ts';

/** Operators that work element by element, with numpy's broadcasting. */
export const elementwise = (g: GraphBuilder) => {
  const unary = (op: string) => (x: Value) => g.one(op, [x], x.type, x.shape);
  const binary = (op: string) => (a: Value, b: Value) => g.one(op, [a, b], a.type, broadcast(a.shape, b.shape));
  // No provider has a float64 kernel, and only gradient checks use float64: there it is its own power series,
  // erf x = 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)), exact to 1e-13 for |x| < 2 with 40 terms.
  const series = (x: Value): Value => {
    const [y] = g.compound('Erf', [x], {}, () => {
      const [mul, add, square] = [binary('Mul'), binary('Add'), binary('Mul')(x, x)];
      let sum = g.scalar(0);
      for (let n = 40; n >= 0; n--) {
        let factorial = 1;
        for (let k = 2; k <= n; k++) factorial *= k;
        sum = add(mul(sum, square), g.scalar(((-1) ** n * 2) / Math.sqrt(Math.PI) / factorial / (2 * n + 1)));
      }
      return [mul(sum, x)];
    });
    if (!y) throw new Error('Erf has no output');
    return y;
  };
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
    Erf: g.float === 'float64' ? (x: Value) => series(x) : unary('Erf'),
    Cos: unary('Cos'),
    Sin: unary('Sin'),
    Identity: unary('Identity'),
    Min: binary('Min'),
    Equal: (a: Value, b: Value) => g.one('Equal', [a, b], 'bool', broadcast(a.shape, b.shape)),
    /** Whether a < b. */
    Less: (a: Value, b: Value) => g.one('Less', [a, b], 'bool', broadcast(a.shape, b.shape)),
    Where: (condition: Value, a: Value, b: Value) =>
      g.one('Where', [condition, a, b], a.type, broadcast(condition.shape, broadcast(a.shape, b.shape))),
    /** To another element type. No gradient flows to whole numbers or truth values. */
    Cast: (x: Value, to: ElementType) =>
      g.one('Cast', [x], to, x.shape, { attributes: { to: { int: elementTypes[to] } } }),
  };
};
