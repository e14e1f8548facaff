import { expect, it } from 'vitest';
import { fittedSpeed, type PassSpeed, secondsOf } from './pass-speed.ts';

const works = {
  small: { flops: 1e6, elements: 1e4, nodes: 500 },
  usual: { flops: 1e10, elements: 2e7, nodes: 500 },
  long: { flops: 1.2e10, elements: 9e7, nodes: 500 },
};

const fittedTo = (speed: PassSpeed, { long = works.long } = {}) => {
  const timed = (work: typeof long) => ({ seconds: secondsOf(work, speed), work });
  return fittedSpeed(timed(works.small), timed(works.usual), timed(long));
};

it('finds what a node, an operation and a number take', () => {
  const speed = { node: 3e-6, flop: 1e-11, element: 2e-9 };
  const found = fittedTo(speed);
  expect(found.node / speed.node).toBeCloseTo(1, 6);
  expect(found.flop / speed.flop).toBeCloseTo(1, 6);
  expect(found.element / speed.element).toBeCloseTo(1, 6);
});

it('takes a number for twenty operations where long sequences do not tell', () => {
  // A model without places for a longer sequence: twice the same pass.
  const found = fittedTo({ node: 0, flop: 1e-11, element: 2e-10 }, { long: works.usual });
  expect(found.flop / 1e-11).toBeCloseTo(1, 6);
  expect(found.element / found.flop).toBeCloseTo(20, 6);
  const [small, usual] = [works.small, works.usual].map((work) => ({ seconds: work.flops * 1e-11, work }));
  if (!small || !usual) throw new Error('two passes');
  // A long pass that took no longer, as a rough clock says it.
  const rough = fittedSpeed(small, usual, { seconds: usual.seconds, work: works.long });
  expect(rough.flop).toBeGreaterThan(0);
  expect(rough.element / rough.flop).toBeCloseTo(20, 6);
});
