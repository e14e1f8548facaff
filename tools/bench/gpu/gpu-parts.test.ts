import { expect, it } from 'vitest';
import { gpuParts, withinTime } from './gpu-parts.ts';

it('measures what is missed most first, and takes eight minutes at most', async () => {
  let clock = 0;
  const parts = gpuParts(['base', 'large']);
  expect(parts.slice(0, 2).map(({ name }) => name)).toEqual(['webgpu check', 'cuda check']);
  const found = await withinTime(
    parts,
    480,
    async ({ seconds }) => {
      clock += seconds;
      return { seconds };
    },
    () => clock,
  );
  expect(clock).toBeLessThanOrEqual(480);
  expect(Object.keys(found)).toEqual(parts.map(({ name }) => name));
  expect(found['webgpu pace base float32']).toEqual({ seconds: 45 });
  expect(found['conformance']).toEqual({ notAvailable: 'the time was up' });
});

it('leaves what is not used to the parts that follow', async () => {
  const parts = [1, 2, 3].map((n) => ({ name: String(n), seconds: 10 }));
  let clock = 0;
  const given: number[] = [];
  const run = async ({ seconds }: { readonly seconds: number }) => {
    given.push(seconds);
    clock += given.length === 1 ? 2 : seconds;
    return {};
  };
  await withinTime(parts, 15, run, () => clock);
  expect(given).toEqual([10, 10, 3]);
});

it('knows no other sizes', () => {
  expect(() => gpuParts(['huge'])).toThrow('there is no such size');
});
