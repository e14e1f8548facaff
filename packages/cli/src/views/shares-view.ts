import type { Mixing } from '@stopover/training';

/** A training whose steps several data sets, or text beside one, share. */
export interface SharedSteps {
  readonly title: string;
  /** Of each, from 0 to 1. */
  readonly shares: Readonly<Record<string, number>>;
  /** How data sets are mixed; undefined where one has text beside it. */
  readonly mixing?: Mixing | undefined;
}

/** `copa 33.3 %, mnli 66.7 %`. */
export const shareList = (shares: SharedSteps['shares']): string =>
  Object.entries(shares)
    .map(([task, share]) => `${task} ${(100 * share).toFixed(1)} %`)
    .join(', ');

/** Who has which share, and by what: those that alternate have one in every step, of however many rows each is. */
export function sharesInWords({ title, shares, mixing = 'proportional' }: SharedSteps): string {
  if (mixing === 'alternate')
    return `Every step of ${title} takes a batch of each, however many its rows: ${Object.keys(shares).join(', ')}.`;
  return `Steps of ${title}, ${wayOf(mixing)}: ${shareList(shares)}.`;
}

function wayOf(mixing: Exclude<Mixing, 'alternate'>): string {
  if (mixing === 'uniform') return 'as many of each';
  if (mixing === 'proportional') return 'by rows';
  return 'weights' in mixing ? 'by weights' : `by rows at temperature ${mixing.temperature}`;
}
