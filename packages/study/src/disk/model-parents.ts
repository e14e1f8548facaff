import type { Stage } from '../records/stage.ts';
import { modelParents } from './awaited.ts';

/** Whose models each stage of a plan starts from, by places: one list for all, since a grid has hundreds of thousands. */
export class ModelParents {
  readonly #places: ReadonlyMap<string, number>;
  readonly #starts: Uint32Array;
  readonly #parents: Uint32Array;

  constructor(stages: readonly Stage[]) {
    const places = new Map(stages.map(({ key }, i) => [key, i]));
    const parents: number[] = [];
    this.#starts = new Uint32Array(stages.length + 1);
    for (const [i, stage] of stages.entries()) {
      const from = new Set(modelParents(stage));
      for (const key of from) {
        const place = places.get(key);
        if (place !== undefined) parents.push(place);
      }
      this.#starts[i + 1] = parents.length;
    }
    this.#places = places;
    this.#parents = Uint32Array.from(parents);
  }

  /** Where a stage stands in the plan; undefined for one of another plan. */
  placeOf(key: string): number | undefined {
    return this.#places.get(key);
  }

  /** Places of the stages of the plan whose models a stage starts from, each once. */
  of(place: number): Uint32Array {
    return this.#parents.subarray(this.#starts[place], this.#starts[place + 1]);
  }
}
