import { tQuantile } from '../distributions/student-t.ts';
import type { ErrorParts } from '../effects/effect.ts';
import { halfWidth } from '../effects/interval.ts';

/**
 * The smallest true effect that a study which has run would have found with probability `power`, in points: half its
 * interval, and the distance that puts the estimate outside it that often. Each source of error has its own quantile, as in
 * the interval: √(t²(power, ν_s)V_s + t²(power, ν_d)V_d + t²(power, ν_i)V_i). It depends on the errors alone, not on the effect
 * that was seen (Hoenig and Heisey 2001).
 */
export function observedDetectable(error: ErrorParts, { alpha = 0.05, power = 0.8 } = {}): number {
  const t = (variance: number, degrees: number) => (variance > 0 ? variance * tQuantile(power, degrees) ** 2 : 0);
  const items = t(error.items, error.itemDegrees);
  const beyond = t(error.seeds, error.seedDegrees) + t(error.draws, error.drawDegrees) + items;
  return halfWidth(error, alpha) + Math.sqrt(Math.max(beyond, t(error.itemFloor, error.itemDegrees)));
}
