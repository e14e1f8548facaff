// What a pass takes on a device, by what it computes.
import type { Work } from '@stopover/onnx-graph';

/** Time of a pass, from its work. */
export interface PassSpeed {
  /** Seconds of a node with hardly any work. */
  readonly node: number;
  /** Seconds of a floating-point operation of matrix products. */
  readonly flop: number;
  /** Seconds of a number that another node writes. */
  readonly element: number;
}

/** A pass that was measured. */
export interface TimedPass {
  readonly seconds: number;
  readonly work: Work;
}

/** Operations of matrix products that take as long as one number that another node writes, where long sequences do not tell. */
const flopsOfElement = 20;

/** Seconds of some passes. */
export const secondsOf = ({ flops, elements, nodes }: Work, { node, flop, element }: PassSpeed): number =>
  nodes * node + flops * flop + elements * element;

/**
 * What a node, an operation and a number take, by three passes: one with hardly any work, one of usual sentences and one
 * of long sequences. With length, the squares of attention grow and with them the share of the numbers, and of narrow
 * products, which are slower than others and are told by the numbers beside them.
 */
export function fittedSpeed(small: TimedPass, usual: TimedPass, long: TimedPass): PassSpeed {
  const [a, b] = [beyond(small, usual), beyond(small, long)];
  const between = a.flops * b.elements - b.flops * a.elements;
  const flop = (a.seconds * b.elements - b.seconds * a.elements) / between;
  const element = (a.flops * b.seconds - b.flops * a.seconds) / between;
  // Where the clock is too rough, or the model takes no long sequences.
  const found = flop > 0 && element > 0 ? { flop, element } : byUsual(a);
  const { flops, elements, nodes } = small.work;
  const rest = small.seconds - flops * found.flop - elements * found.element;
  return { ...found, node: Math.max(0, rest) / nodes };
}

const beyond = (small: TimedPass, other: TimedPass) => ({
  seconds: other.seconds - small.seconds,
  flops: other.work.flops - small.work.flops,
  elements: other.work.elements - small.work.elements,
});

function byUsual({ seconds, flops, elements }: ReturnType<typeof beyond>): Pick<PassSpeed, 'flop' | 'element'> {
  const flop = Math.max(1e-15, seconds / (flops + flopsOfElement * elements));
  return { flop, element: flopsOfElement * flop };
}
