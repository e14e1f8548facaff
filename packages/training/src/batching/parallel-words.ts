import type { Example } from '@stopover/core';
import { random } from '@stopover/text';

/** A text of the corpus as token ids, with the number of the meaning that it shares with its translations. */
interface Said {
  readonly meaning: number;
  readonly ids: Int32Array;
}

const rounds = 4;

/**
 * First token embeddings [vocabSize, width] under which translations are near each other: the singular subspace of the
 * token × meaning incidence, both sides scaled by the square roots of their sums, without its trivial first vector
 * (token embeddings from sentence alignments: Levy, Søgaard and Goldberg 2017). Each row has mean square `range`²; the row
 * of a token that never occurs is undefined. By subspace iteration (Halko, Martinsson and Tropp 2011) from `seed`.
 */
export function parallelWords(
  said: readonly Said[],
  { vocabSize, width, range, seed }: { vocabSize: number; width: number; range: number; seed: number },
): readonly (Float64Array | undefined)[] {
  const incidence = incidenceOf(said, vocabSize);
  const columns = width + 1; // the trivial vector takes one
  const draw = random(seed);
  let basis: Float64Array = Float64Array.from({ length: vocabSize * columns }, () => draw() - 0.5);
  for (let token = 0; token < vocabSize; token++) basis[token * columns] = Math.sqrt(incidence.occurrences[token] ?? 0);
  for (let i = 0; i < rounds; i++) basis = orthonormal(incidence.squareTimes(basis, columns), columns);
  return Array.from({ length: vocabSize }, (_, token) => {
    if (!incidence.occurrences[token]) return undefined;
    const row = basis.slice(token * columns + 1, (token + 1) * columns);
    const size = Math.hypot(...row);
    return size === 0 ? undefined : row.map((x) => (x * range * Math.sqrt(width)) / size);
  });
}

/** Numbers texts so that a text, its translation, and whatever shares either string have the same number. */
export function meanings(examples: readonly Example<'mlm'>[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  const above: number[] = [];
  const numberOf = (text: string): number => {
    const known = numbers.get(text) ?? above.length;
    if (known === above.length) above.push(known);
    numbers.set(text, known);
    return known;
  };
  const top = (number: number): number => {
    let at = number;
    for (let next = above[at] ?? at; next !== at; next = above[at] ?? at) {
      above[at] = above[next] ?? next;
      at = next;
    }
    return at;
  };
  for (const { text, translation } of examples) {
    const own = top(numberOf(text));
    if (translation !== undefined) above[top(numberOf(translation))] = own;
  }
  return new Map([...numbers].map(([text, number]) => [text, top(number)]));
}

interface Incidence {
  /** Meanings in which each token occurs. */
  readonly occurrences: Float64Array;
  /** X Xᵀ times a matrix [tokens, columns]. */
  squareTimes(matrix: Float64Array, columns: number): Float64Array;
}

function incidenceOf(said: readonly Said[], vocabSize: number): Incidence {
  const tokensOf = new Map<number, Set<number>>();
  for (const { meaning, ids } of said) {
    const tokens = tokensOf.get(meaning) ?? new Set();
    for (const id of ids) tokens.add(id);
    tokensOf.set(meaning, tokens);
  }
  const rows = [...tokensOf.values()].map((tokens) => Int32Array.from(tokens).sort());
  const occurrences = new Float64Array(vocabSize);
  for (const tokens of rows) for (const token of tokens) occurrences[token] = (occurrences[token] ?? 0) + 1;
  const scale = occurrences.map((n) => (n > 0 ? 1 / Math.sqrt(n) : 0));
  const squareTimes = (matrix: Float64Array, columns: number): Float64Array => {
    const out = new Float64Array(matrix.length);
    const sum = new Float64Array(columns);
    for (const tokens of rows) {
      sum.fill(0);
      for (const token of tokens) addScaled(sum, 0, matrix, token * columns, columns, scale[token] ?? 0);
      for (const token of tokens) addScaled(out, token * columns, sum, 0, columns, (scale[token] ?? 0) / tokens.length);
    }
    return out;
  };
  return { occurrences, squareTimes };
}

function addScaled(to: Float64Array, at: number, from: Float64Array, start: number, n: number, scale: number): void {
  for (let i = 0; i < n; i++) to[at + i] = (to[at + i] ?? 0) + scale * (from[start + i] ?? 0);
}

/** The matrix [rows, n] with orthonormal columns of the same span, in order (Cholesky factor of its Gram matrix). */
function orthonormal(matrix: Float64Array, n: number): Float64Array {
  const factor = cholesky(gram(matrix, n), n);
  const out = matrix.slice();
  for (let row = 0; row < out.length; row += n) {
    for (let j = 0; j < n; j++) {
      let x = out[row + j] ?? 0;
      for (let k = 0; k < j; k++) x -= (out[row + k] ?? 0) * (factor[j * n + k] ?? 0);
      const pivot = factor[j * n + j] ?? 0;
      out[row + j] = pivot === 0 ? 0 : x / pivot;
    }
  }
  return out;
}

function gram(matrix: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let row = 0; row < matrix.length; row += n) {
    for (let i = 0; i < n; i++) {
      const x = matrix[row + i] ?? 0;
      if (x !== 0) addScaled(out, i * n, matrix, row, i + 1, x);
    }
  }
  return out;
}

/** Lower factor of a positive matrix; a column that depends on those before it gets a zero pivot. */
function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] ?? 0) * (l[j * n + k] ?? 0);
      const pivot = l[j * n + j] ?? 0;
      if (i === j) l[i * n + i] = sum > 1e-12 * (a[i * n + i] ?? 0) ? Math.sqrt(sum) : 0;
      else l[i * n + j] = pivot === 0 ? 0 : sum / pivot;
    }
  }
  return l;
}
