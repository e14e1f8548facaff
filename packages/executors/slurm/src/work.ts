import type { ExecutorOptions, Job } from '@stopover/core';
import type { Place } from './place.ts';
import type { Settings } from './settings.ts';

/** What a run has to do, and where and how. */
export interface Work {
  readonly jobs: readonly Job[];
  readonly options: ExecutorOptions;
  readonly settings: Settings;
  readonly place: Place;
}
