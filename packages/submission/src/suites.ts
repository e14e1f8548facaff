import { type Suite, xtreme, xtremeR } from '@stopover/metrics';
import { Catalog } from '@stopover/registry';

/** The benchmarks whose submissions can be scored. */
export const suites = new Catalog<Suite>('suite', [xtreme, xtremeR]);
