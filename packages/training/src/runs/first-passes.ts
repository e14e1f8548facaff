import type { Tensors } from '@stopover/core';
import { modelGraph } from '@stopover/encoders';
import { firstPass } from '../graphs/device-graphs.ts';
import { type LearnerOptions, storedName } from './learner.ts';

/**
 * Which pass of a step is the first to give a parameter a gradient, where a step may have passes of several heads: of
 * what one head has alone it is that head's, of what all have the step's. Elsewhere a step's first pass is that of all.
 */
export class FirstPasses {
  /** Stored name → input. */
  readonly #inputs = new Map<string, string>();
  /** Input → heads one of whose passes must have been before, for it to be 0. */
  readonly #heads = new Map<string, readonly string[]>();

  constructor(options: LearnerOptions) {
    const { heads, architecture, config, alternates, adapter } = options;
    const names = heads.map(({ name }) => name);
    this.#heads.set(firstPass, names);
    if (!alternates || heads.length === 1) return;
    const takers = new Map<string, string[]>();
    for (const head of heads) {
      for (const { name } of modelGraph({ architecture, config, adapter }, head.spec).parameters.all) {
        const stored = storedName(options, name, head);
        takers.set(stored, [...(takers.get(stored) ?? []), head.name]);
      }
    }
    for (const [stored, some] of takers) {
      if (some.length === names.length) continue;
      const input = `${firstPass}/${some.join('+')}`;
      this.#inputs.set(stored, input);
      this.#heads.set(input, some);
    }
  }

  /** The input that says of a stored parameter whether a pass is the first. */
  readonly inputOf = (stored: string): string => this.#inputs.get(stored) ?? firstPass;

  /** Those inputs for a pass before which the step had passes of some heads. */
  feeds(before: ReadonlySet<string>): Tensors {
    const entries = [...this.#heads].map(([input, heads]) => {
      const first = heads.some((head) => before.has(head)) ? 0 : 1;
      return [input, { type: 'float32', shape: [], data: Float32Array.of(first) }] as const;
    });
    return Object.fromEntries(entries);
  }
}
