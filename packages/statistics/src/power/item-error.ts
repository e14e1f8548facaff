/** The test items of a target, as far as they decide what a difference can be told by. */
export interface TestItems {
  /** Items in one language. */
  readonly items: number;
  readonly languages?: number;
  /** Share of items that two models answer differently, 0 … 1. */
  readonly discordance: number;
  /** Correlation of an item's difference between two languages of a parallel test; 0 where the items are others. */
  readonly betweenLanguages?: number;
  /** Items of one cluster (questions of a paragraph), and how far they agree. */
  readonly cluster?: { readonly size: number; readonly correlation: number };
}

/**
 * Standard error over items of a macro average's difference, in points: e = 100·√(d·D·C/N), d the discordance (the variance
 * of a difference of two answers that are right or wrong), D = (1 + (L − 1)ρ)/L what L languages leave of it, and
 * C = 1 + (m − 1)ρ_c the design effect of clusters of m items (Kish 1965, section 5.4).
 */
export function itemError({ items, languages = 1, discordance, betweenLanguages = 0, cluster }: TestItems): number {
  const ofLanguages = (1 + (languages - 1) * betweenLanguages) / languages;
  const ofClusters = cluster ? 1 + (cluster.size - 1) * cluster.correlation : 1;
  return 100 * Math.sqrt((discordance * ofLanguages * ofClusters) / items);
}
