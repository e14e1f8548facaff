import type { ElementType, Operation, Ops, Value } from '@stopover/onnx-graph';
import { NodeContext } from './rule.ts';
import { multiOutput, nonDifferentiable, rules } from './rules.ts';

/**
 * Extends the graph with the gradient of `loss` with respect to each of `wrt`, in their order and shapes.
 * `loss` is a scalar. A value that the loss does not depend on gets zeros.
 * @throws Error when an operation on the way has no rule.
 */
export function gradients(op: Ops, loss: Value, wrt: readonly Value[]): readonly Value[] {
  const order = inOrder(loss);
  const needed = new Set<Value>(wrt);
  for (const operation of order) {
    if (endsGradient(operation) || !operation.inputs.some((x) => needed.has(x))) continue;
    for (const y of operation.outputs) needed.add(y);
  }
  const found = new Map<Value, Value>([[loss, op.graph.scalar(1)]]);
  for (const operation of order.reverse()) spread(op, operation, needed, found);
  return wrt.map((x) => found.get(x) ?? op.Expand(op.graph.scalar(0), x));
}

const real: ReadonlySet<ElementType> = new Set(['float16', 'float32', 'float64']);

/** Whether no gradient flows through an operation: a cast ends it only where it gives, or takes, no real numbers. */
const endsGradient = ({ op, inputs, outputs }: Operation): boolean =>
  nonDifferentiable.has(op) || (op === 'Cast' && ![...inputs, ...outputs].every(({ type }) => real.has(type)));

/** Hands the gradient of an operation's output on to its inputs. */
function spread(op: Ops, operation: Operation, needed: ReadonlySet<Value>, found: Map<Value, Value>): void {
  const [first, ...others] = operation.outputs;
  const all = multiOutput.has(operation.op);
  const y = all ? operation.outputs.find((output) => found.has(output)) : first;
  if (!all && others.some((other) => found.has(other))) {
    throw new Error(`no gradient rule for the second output of ${operation.op}`);
  }
  const dy = y && found.get(y);
  if (!dy || !needed.has(y)) return;
  // What nobody needs is not built: ONNX Runtime would run a table's gradient even if it led nowhere.
  if (!operation.inputs.some((x) => needed.has(x))) return;
  const rule = rules[operation.op];
  if (!rule) throw new Error(`no gradient rule for ${operation.op}, needed by ${y.name}`);
  op.graph.scope(`${y.name}.gradient`, () => {
    rule(op, new NodeContext(operation, needed, found), dy).forEach((dx, i) => {
      const x = operation.inputs[i];
      if (!dx || !x || !needed.has(x)) return;
      const here = sumTo(op, dx, x);
      const before = found.get(x);
      found.set(x, before ? op.Add(before, here) : here);
    });
  });
}

/** Operations that lead to a value, each after those it depends on. */
function inOrder(last: Value): Operation[] {
  const seen = new Set<Operation>();
  const order: Operation[] = [];
  // An explicit stack: a deep encoder's graph is deeper than the call stack likes.
  const stack: { readonly operation: Operation; readonly ready: boolean }[] = [];
  const push = (value: Value) => {
    if (value.from && !seen.has(value.from)) stack.push({ operation: value.from, ready: false });
  };
  push(last);
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { operation, ready } = top;
    if (ready) {
      order.push(operation);
    } else if (!seen.has(operation)) {
      seen.add(operation);
      stack.push({ operation, ready: true });
      for (const input of operation.inputs) push(input);
    }
  }
  return order;
}

/** Undoes broadcasting: the gradient of a repeated value is the sum over its copies. */
function sumTo(op: Ops, dx: Value, x: Value): Value {
  const extra = dx.shape.length - x.shape.length;
  const axes = dx.shape.flatMap((d, i) => (i < extra || (x.shape[i - extra] === 1 && d !== 1) ? [i] : []));
  if (axes.length === 0) return dx.shape.length === x.shape.length ? same(op, dx, x) : dx;
  const leading = axes.filter((a) => a < extra);
  const inner = axes.filter((a) => a >= extra).map((a) => a - leading.length);
  const flatter = leading.length > 0 ? op.ReduceSum(dx, leading, false) : dx;
  return inner.length > 0 ? op.ReduceSum(flatter, inner) : flatter;
}

/** A gradient that is smaller than its value (a scalar loss's, say) is repeated to its size. */
function same(op: Ops, dx: Value, x: Value): Value {
  return dx.shape.some((d, i) => d === 1 && x.shape[i] !== 1) ? op.Expand(dx, x) : dx;
}
