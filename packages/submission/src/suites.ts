import { Catalog } from '@stopover/core';
import { type Suite, xtreme, xtremeR } from '@stopover/metrics';

/** The benchmarks whose submissions can be scored. */
export const suites = new Catalog<Suite>('suite', [xtreme, xtremeR]);
