import type { Effect } from '@stopover/statistics';

/** How many seeds an effect is over; 0 for one of models that no seed decides. JSON has no Infinity. */
export const seedsOf = ({ seeds }: Pick<Effect, 'seeds'>): number => (Number.isFinite(seeds) ? seeds : 0);
