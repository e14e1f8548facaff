// Two programs on one machine are compared in turns: what else the machine does then falls on both.

/** The middle of some numbers. @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]];
  return (low + high) / 2;
}

/**
 * Runs each contestant once a round, every round in another order, and gives the seconds of each round by name.
 * @param {number} rounds
 * @param {Readonly<Record<string, () => Promise<unknown>>>} contestants
 */
export async function inTurns(rounds, contestants) {
  const names = Object.keys(contestants);
  const seconds = new Map(names.map((name) => [name, /** @type {number[]} */ ([])]));
  for (let round = 0; round < rounds; round++) {
    const at = round % names.length;
    for (const name of [...names.slice(at), ...names.slice(0, at)]) {
      const began = performance.now();
      await contestants[name]?.();
      const took = (performance.now() - began) / 1000;
      seconds.get(name)?.push(took);
      process.stderr.write(`round ${round + 1} of ${rounds}, ${name}: ${took.toFixed(2)} s\n`);
    }
  }
  return Object.fromEntries(seconds);
}

/** A number as a result shows it: three significant digits. @param {number} value */
export const rounded = (value) => Number(value.toPrecision(3));

/** A number with so many digits after the point at most. @param {number} digits @param {number} value */
export const toDigits = (digits, value) => Number(value.toFixed(digits));
