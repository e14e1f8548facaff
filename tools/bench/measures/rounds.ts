// Two programs on one machine are compared in turns: what else the machine does then falls on both.

/** The middle of some numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]];
  return (low + high) / 2;
}

/** Runs each contestant once a round, every round in another order. Gives the seconds of one's rounds by its name. */
export async function inTurns<N extends string>(
  rounds: number,
  contestants: Readonly<Record<N, () => Promise<unknown>>>,
): Promise<(name: N) => readonly number[]> {
  const entries = Object.entries<() => Promise<unknown>>(contestants);
  const seconds = new Map(entries.map(([name]) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    const at = round % entries.length;
    for (const [name, run] of [...entries.slice(at), ...entries.slice(0, at)]) {
      const began = performance.now();
      await run();
      const took = (performance.now() - began) / 1000;
      seconds.get(name)?.push(took);
      process.stderr.write(`round ${round + 1} of ${rounds}, ${name}: ${took.toFixed(2)} s\n`);
    }
  }
  return (name) => seconds.get(name) ?? [];
}

/** A number as a result shows it: three significant digits. */
export const rounded = (value: number): number => Number(value.toPrecision(3));

/** A number with so many digits after the point at most. */
export const toDigits = (digits: number, value: number): number => Number(value.toFixed(digits));
