// How many items two sides answer alike.
import { DataError } from '@stopover/core';
import type { Cell, Results } from '@stopover/study';

/** Items of both sides, by language and seed, and those whose scores are the same. */
export interface Agreement {
  readonly items: number;
  readonly same: number;
}

/** @throws DataError where the sides have not the same items. */
export function agreementOf(ours: Results, peer: Results): Agreement {
  const theirs = new Map(peer.cells.map((cell) => [nameOf(cell), scoresOf(cell)]));
  let [items, same] = [0, 0];
  for (const cell of ours.cells) {
    const others = theirs.get(nameOf(cell));
    for (const [id, score] of scoresOf(cell)) {
      const other = others?.get(id);
      if (other === undefined) {
        const remedy = 'Run it in a new folder.';
        throw new DataError({ where: `${nameOf(cell)}: item ${id}`, what: 'the peer has no such item', remedy });
      }
      items++;
      if (Math.abs(score - other) < 1e-6) same++;
    }
  }
  return { items, same };
}

const nameOf = ({ target, language, seed }: Cell): string => `${target}, ${language}, seed ${seed}`;

const scoresOf = ({ ids, items }: Cell): ReadonlyMap<string, number> =>
  new Map(ids.map((id, i) => [id, items?.[i] ?? Number.NaN]));
