/** Values of some of the items of a pool: `values[i]` belongs to the item at `positions[i]`. */
export interface Sample {
  /** Shared by all samples of the same items: that is what lets them be summed together. */
  readonly positions: Int32Array;
  readonly values: Float64Array;
}

/** Up to four samples of the same items, interleaved: four sums at once take about as long as one. */
interface Block {
  readonly positions: Int32Array;
  /** Item by item, four values each; 0 where there are fewer samples. */
  readonly values: Float64Array;
  /** Which samples these are, by their place in the list. */
  readonly members: readonly number[];
}

const width = 4;

/**
 * Sums values weighted by item, for many weightings of the same samples. The inner loop of every resampling: it runs
 * draws × samples × items times.
 */
export class WeightedSums {
  /** The weighted sum of each sample, after `add`. */
  readonly sums: Float64Array;
  /** The sum of weights over the items of each sample, after `add`. */
  readonly weights: Float64Array;
  readonly #blocks: readonly Block[];

  constructor(samples: readonly Sample[]) {
    this.sums = new Float64Array(samples.length);
    this.weights = new Float64Array(samples.length);
    this.#blocks = blocksOf(samples);
  }

  /** Computes `sums` and `weights` for one weight an item of the pool. */
  compute(weightOf: Float64Array): void {
    for (const { positions, values, members } of this.#blocks) {
      let total = 0;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let i = 0, at = 0; i < positions.length; i++, at += width) {
        const weight = weightOf[positions[i] ?? 0] ?? 0;
        total += weight;
        a += weight * (values[at] ?? 0);
        b += weight * (values[at + 1] ?? 0);
        c += weight * (values[at + 2] ?? 0);
        d += weight * (values[at + 3] ?? 0);
      }
      this.#keep(members, total, [a, b, c, d]);
    }
  }

  #keep(members: readonly number[], total: number, sums: readonly number[]): void {
    members.forEach((member, i) => {
      this.sums[member] = sums[i] ?? 0;
      this.weights[member] = total;
    });
  }
}

function blocksOf(samples: readonly Sample[]): Block[] {
  const open = new Map<Int32Array, { values: Float64Array; members: number[] }>();
  const blocks: Block[] = [];
  samples.forEach(({ positions, values }, index) => {
    let block = open.get(positions);
    if (!block || block.members.length === width) {
      block = { values: new Float64Array(positions.length * width), members: [] };
      open.set(positions, block);
      blocks.push({ positions, ...block });
    }
    for (let i = 0; i < values.length; i++) block.values[i * width + block.members.length] = values[i] ?? 0;
    block.members.push(index);
  });
  return blocks;
}
