import type { Problem } from '@stopover/core';
import { nearest } from '@stopover/registry';

/** What is said of something that a study does not have, with the nearest of what it has. `more` follows the remedy. */
export function unknownName(
  where: string,
  sort: string,
  given: string | number,
  known: readonly (string | number)[],
  more = '',
): Problem {
  const near = nearest(String(given), known.map(String));
  const remedy = `${near ? `Did you mean "${near}"? ` : ''}Known: ${known.join(', ') || 'none'}.${more}`;
  return { where, what: `the study has no ${sort} "${given}"`, remedy };
}
