/** Numbers by place, NaN where none was set; grows as places are used. */
export class GrowingNumbers {
  #values = new Float64Array(64).fill(Number.NaN);

  /** False where the place has a number already, which is kept. */
  set(place: number, value: number): boolean {
    if (place >= this.#values.length) {
      const larger = new Float64Array(Math.max(2 * this.#values.length, place + 1)).fill(Number.NaN);
      larger.set(this.#values);
      this.#values = larger;
    }
    if (!Number.isNaN(this.#values[place])) return false;
    this.#values[place] = value;
    return true;
  }

  /** The first so many; a place that was not set is NaN. */
  first(count: number): Float64Array {
    if (count <= this.#values.length) return this.#values.slice(0, count);
    const longer = new Float64Array(count).fill(Number.NaN);
    longer.set(this.#values);
    return longer;
  }
}
