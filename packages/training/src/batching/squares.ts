/**
 * Puts sequences into at most `count` squares, each as wide as its longest sequence, so that the squares have the fewest
 * places in all: exact, by dynamic programming over the sequences in order of length. Gives `count` lists of indices,
 * the longest sequences first; the last ones are empty where there are fewer sequences. Equal lengths keep their order.
 */
export function sortedIntoSquares(lengths: readonly number[], count: number): readonly (readonly number[])[] {
  const order = lengths.map((_, i) => i).sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) || a - b);
  const n = order.length;
  const width = (i: number) => lengths[order[i] ?? -1] ?? 0;
  // cost[k][i]: the fewest places for order[i…] in k squares; next[k][i]: where the second of them begins.
  const cost = [Array.from({ length: n + 1 }, (_, i) => (i === n ? 0 : Number.POSITIVE_INFINITY))];
  const next: number[][] = [[]];
  for (let k = 1; k <= count; k++) {
    const [costs, cuts]: [number[], number[]] = [Array(n + 1).fill(0), Array(n + 1).fill(n)];
    for (let i = 0; i < n; i++) {
      let least = Number.POSITIVE_INFINITY;
      for (let end = i + 1; end <= n; end++) {
        const places = (end - i) * width(i) ** 2 + (cost[k - 1]?.[end] ?? 0);
        if (places <= least) [least, cuts[i]] = [places, end];
      }
      costs[i] = least;
    }
    cost.push(costs);
    next.push(cuts);
  }
  let begin = 0;
  return Array.from({ length: count }, (_, square) => {
    const end = begin < n ? (next[count - square]?.[begin] ?? n) : n;
    const members = order.slice(begin, end);
    begin = end;
    return members;
  });
}
