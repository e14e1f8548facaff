import { readFileSync } from 'node:fs';

/** Megabytes of this process: what it holds alone, and its share of everything that it has in memory. Only on Linux. */
export function memoryOfProcess(): { readonly own: number; readonly share: number } {
  const text = readFileSync('/proc/self/smaps_rollup', 'utf8');
  const megabytes = (name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]) / 1000);
  return { own: megabytes('Anonymous'), share: megabytes('Pss') };
}
