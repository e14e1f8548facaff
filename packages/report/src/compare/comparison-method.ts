import { counted } from '../page/words.ts';
import type { Compared } from './compared.ts';

/** How the differences came about, for the end of a page. */
export const comparisonMethod = ({ margin }: Pick<Compared, 'margin'>): string =>
  `Differences are the second study minus the first, in points, with 95 % intervals. Items are paired; seeds and draws of shots are not, since the models were trained apart: their variances add up (Welch). p is corrected by Holm's method over the conditions of a target, scores and gains apart, and over the languages of a condition. The margin is ${counted(margin, 'point')}.`;
