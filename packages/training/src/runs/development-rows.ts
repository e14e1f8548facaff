import { RequestError } from '@stopover/core';
import { rowsFor, type SelectionRows } from '@stopover/data';
import type { Recipe } from './recipe.ts';
import type { TrainRequest } from './requests.ts';

/** The rows that each way of selecting wants. */
const wanted = { best: 'english', translated: 'translated', oracle: 'oracle' } as const;

/**
 * The rows that a stage's models are scored on; undefined where it keeps its last one or an average.
 * @throws RequestError where the rows are of another type than the recipe's `select` wants, or it lacks them.
 */
export function developmentRows({
  recipe,
  select: rows,
}: Pick<TrainRequest, 'recipe' | 'select'>): SelectionRows | undefined {
  const { select } = recipe;
  const given = rows && rowsFor(rows);
  if (select === 'last' || select === 'average') {
    // English rows may be there and not be asked.
    if (given === undefined || given === 'english') return undefined;
    throw mismatch(select, `it looks at no rows, and ${given} ones were given`);
  }
  if (given === wanted[select]) return rows;
  // Without rows `best` is the last: tasks without English development data have no other.
  if (select === 'best' && given === undefined) return undefined;
  throw mismatch(
    select,
    `it wants ${wanted[select]} development rows, and ${given ? `${given} ones` : 'none'} were given`,
  );
}

const mismatch = (select: Recipe['select'], what: string) =>
  new RequestError({
    where: `recipe: select: ${select}`,
    what,
    remedy: 'Give rows of its type (EnglishDev, translatedDev(), oracleDev()), or select otherwise.',
  });
