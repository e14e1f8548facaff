/** A table of things that a reader should know are not in the numbers. */
export interface Gap {
  readonly title: string;
  readonly empty: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}
