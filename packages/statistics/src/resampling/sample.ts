/** Values of some of the items of a pool: `values[i]` belongs to the item at `positions[i]`. */
export interface Sample {
  /** Shared by all samples of the same items: that is what lets them be summed together. */
  readonly positions: Int32Array;
  readonly values: Float64Array;
}
