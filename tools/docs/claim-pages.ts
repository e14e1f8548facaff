import { claims } from '@stopover/report';
import { table } from './task-pages.ts';

/** The table of the ten claims: what was published, and when a study supports or contradicts it. */
export const claimsTable = (): string =>
  table(
    ['', 'claim', 'published', 'rule'],
    claims.map(({ id, text, published, rule }) => [`${id}`, text, published || '–', rule]),
  );
