/**
 * Isotonic regression: the rising values nearest to `values` in weighted squares, by pooling adjacent violators (Ayer et al.
 * 1955; Barlow et al. 1972). Equal weights without `weights`.
 * @param weights above 0, one a value.
 */
export function isotonic(values: readonly number[], weights?: readonly number[]): number[] {
  return [...new IsotonicFit(weights ?? values.map(() => 1)).of(values)];
}

/** Isotonic regressions of many lists of values with the same weights. */
export class IsotonicFit {
  readonly #weights: readonly number[];
  /** Of each block that is open: mean, weight, and the place after it. */
  readonly #means: Float64Array;
  readonly #sums: Float64Array;
  readonly #ends: Uint32Array;
  readonly #fitted: Float64Array;

  /** `weights` above 0, one a value. */
  constructor(weights: readonly number[]) {
    this.#weights = weights;
    const made = () => new Float64Array(weights.length);
    [this.#means, this.#sums, this.#fitted] = [made(), made(), made()];
    this.#ends = new Uint32Array(weights.length);
  }

  /** The fitted values, which are there until the next ones are asked for. */
  of(values: ArrayLike<number>): Float64Array {
    let blocks = 0;
    for (let i = 0; i < values.length; i++) {
      let [mean, weight] = [values[i] ?? 0, this.#weights[i] ?? 1];
      for (; blocks > 0 && (this.#means[blocks - 1] ?? 0) >= mean; blocks--) {
        const [before, own] = [this.#means[blocks - 1] ?? 0, this.#sums[blocks - 1] ?? 0];
        mean = (own * before + weight * mean) / (own + weight);
        weight = own + weight;
      }
      this.#means[blocks] = mean;
      this.#sums[blocks] = weight;
      this.#ends[blocks] = i + 1;
      blocks++;
    }
    for (let block = 0, i = 0; block < blocks; block++)
      for (; i < (this.#ends[block] ?? 0); i++) this.#fitted[i] = this.#means[block] ?? 0;
    return this.#fitted;
  }
}
