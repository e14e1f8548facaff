import { expect, it } from 'vitest';
import { inLanes } from './in-lanes.ts';

/** Runs that end when they are told to, in whatever order. */
function runs() {
  const ends: (() => void)[] = [];
  let [now, most] = [0, 0];
  const run = async (item: number) => {
    most = Math.max(most, ++now);
    await new Promise<void>((resolve) => ends.push(resolve));
    now--;
    if (item === 3) throw new Error('the third fails');
    return item * item;
  };
  return { run, ends, most: () => most };
}

/** Ends whatever has begun, the latest first, until nothing is left to wait for. */
async function endAll(ends: (() => void)[]): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await new Promise(setImmediate);
    ends.pop()?.();
  }
}

it.each([undefined, 1, 2, 4])('gives results in order, with %s lanes', async (lanes) => {
  const { run, ends, most } = runs();
  const all = async () => {
    const found: number[] = [];
    for await (const one of inLanes({ ...(lanes && { lanes }) }, [0, 1, 2, 4, 5], run)) found.push(one);
    return found;
  };
  const [found] = await Promise.all([all(), endAll(ends)]);
  expect(found).toEqual([0, 1, 4, 16, 25]);
  expect(most()).toBe(lanes ?? 1);
});

it('hands on what came before a failure, and the failure', async () => {
  const { run, ends } = runs();
  const found: number[] = [];
  const all = async () => {
    for await (const one of inLanes({ lanes: 3 }, [1, 2, 3, 4, 5], run)) found.push(one);
  };
  await Promise.all([expect(all()).rejects.toThrow('the third fails'), endAll(ends)]);
  expect(found).toEqual([1, 4]);
});
