import type { Recipe } from './recipe.ts';

/** How a stage's model was chosen. */
export interface SelectionOutcome {
  /** As the recipe says; `last` where it says `best` and there are no rows to choose on. */
  readonly by: Recipe['select'];
  /** What it was chosen on; null where no rows were looked at. */
  readonly rows: {
    readonly kind: 'english' | 'translated' | 'oracle';
    readonly task: string;
    readonly language: string;
    /** Those that were scored. */
    readonly examples: number;
  } | null;
  /** The steps whose weights were averaged; null where a single step's were kept. */
  readonly averaged: readonly number[] | null;
}
