import type { ShotEquivalent } from './analysed.ts';

const number = (shots: number) => Math.round(shots).toLocaleString('en-US');

/** What an intermediate is worth in examples, as a full sentence. */
export function equivalentText(one: ShotEquivalent): string {
  const { answer, shots, interval, smallest, largest, probabilities, intermediate } = one;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const { below, between, above, without } = probabilities;
  const shares = `below ${number(smallest)} examples ${percent(below)}, between ${number(smallest)} and ${number(largest)} ${percent(between)}, above ${number(largest)} ${percent(above)}`;
  switch (answer) {
    case 'number': {
      const [low, high] = interval ?? [null, null];
      const from = low === null ? `fewer than ${number(smallest)}` : number(low);
      const to = high === null ? `more than ${number(largest)}` : number(high);
      return `${intermediate} equals about ${number(shots ?? Number.NaN)} target-language examples [${from}, ${to}].`;
    }
    case 'below':
      return without >= 0.5
        ? `${intermediate} is reached without any example.`
        : `${intermediate} equals fewer than ${number(smallest)} target-language examples (${percent(below)}).`;
    case 'above':
      return `${intermediate} equals more than ${number(largest)} target-language examples (${percent(above)}).`;
    case 'no positive equivalent':
      return `${intermediate} has no positive equivalent in examples: the interval of its gain is not above 0.`;
    case 'not monotone':
      return 'The curve of examples is not monotone; no equivalent is given.';
    default:
      return `What ${intermediate} equals in examples is uncertain: ${shares}.`;
  }
}
