import { counted, interval as ends, signed } from '../page/words.ts';
import type { ShotEquivalent } from './analysed.ts';

const number = (shots: number) => Math.round(shots).toLocaleString('en-US');

/**
 * What an intermediate is worth in examples, as a full sentence. Where its own effect is over more languages or seeds, a
 * second one has those that this is over, and the gain in them: beside the other gain the number would seem to be of it.
 */
export const equivalentText = (one: ShotEquivalent): string =>
  one.partly ? `${answerText(one)} ${placeText(one)}` : answerText(one);

/** `This is over 2 languages (de, sw) and 3 seeds, where the gain of mnli is +1.2 points [0.1, 2.3].` */
function placeText({ intermediate, languages, seeds, gain, gainInterval }: ShotEquivalent): string {
  const over = `${counted(languages.length, 'language')} (${languages.join(', ')})`;
  const around = gainInterval ? ` ${ends(gainInterval)}` : '';
  return `This is over ${over}${seeds === 0 ? '' : ` and ${counted(seeds, 'seed')}`}, where the gain of ${intermediate} is ${signed(gain)} points${around}.`;
}

function answerText(one: ShotEquivalent): string {
  if (one.gainInterval === null)
    return `What ${one.intermediate} equals in examples is not known: its gain has no interval, which takes several seeds or items whose scores differ.`;
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
