import type { Results } from '@stopover/study';

/** Stands for what an item table of others does not say of its runs. */
export const notKnown = 'not known';

/** Whether runs were made by another program: then nobody here knows how they read, drew and cut their rows. */
export const isOfOthers = ({ planned, recipe }: Pick<Results['study'], 'planned' | 'recipe'>): boolean =>
  planned === false && recipe === notKnown;
