import type { Moments } from './moments.ts';

/**
 * Degrees of freedom of a contrast's variance over draws of shots, which are independent between languages:
 * (Σ V_l)² / Σ V_l²/(B_l − 1) (Satterthwaite 1946). Infinity without draws.
 */
export function drawDegrees({ byLanguage }: Moments): number {
  let sum = 0;
  let squares = 0;
  for (const language of byLanguage) {
    if (!language) continue;
    const mean = language.byDraw.reduce((total, value) => total + value, 0) / language.draws;
    const variance = language.byDraw.reduce((total, value) => total + (value - mean) ** 2, 0);
    const ofMean = variance / (language.draws * (language.draws - 1));
    sum += ofMean;
    squares += ofMean ** 2 / (language.draws - 1);
  }
  return squares > 0 ? sum ** 2 / squares : Number.POSITIVE_INFINITY;
}
