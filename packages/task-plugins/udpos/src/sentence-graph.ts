/** What of a line of CoNLL-U is looked at. */
export interface Token {
  readonly id: string;
  readonly form: string;
  readonly upos: string;
  readonly head: string;
  readonly deps: string;
}

/** Heads of each word, in the tree and in the enhanced graph. */
export const parentsOf = (words: readonly Token[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    words.map(({ id, head, deps }) => {
      const enhanced = deps.split('|').map((pair) => pair.split(':')[0] ?? '');
      return [id, [head, ...enhanced].filter((parent) => /^\d+$/.test(parent))];
    }),
  );

/** How many words are above another one in the sentence's graph. */
export function countAbove(id: string, above: ReadonlyMap<string, readonly string[]>): number {
  const seen = new Set<string>();
  const open = [...(above.get(id) ?? [])];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    if (parent === id || seen.has(parent)) continue;
    seen.add(parent);
    open.push(...(above.get(parent) ?? []));
  }
  return seen.size;
}
