/** The columns of an item table, in order. `model` is written where a study has several; counts where a metric is made of them. */
export const itemColumns = [
  'model',
  'target',
  'training',
  'split',
  'language',
  'item',
  'group',
  'arm',
  'intermediate',
  'shots',
  'bucket',
  'seed',
  'selection',
  'layer',
  'degenerate',
  'metric',
  'score',
  'tp',
  'fp',
  'fn',
] as const;

/** Name of a column of an item table. */
export type ItemColumn = (typeof itemColumns)[number];

/** What a table must have; every other column has a default. */
export const requiredColumns = ['target', 'item', 'arm'] as const satisfies readonly ItemColumn[];

/** What a corpus F1 is made of: true and false positives, false negatives. */
export const countColumns = ['tp', 'fp', 'fn'] as const satisfies readonly ItemColumn[];
