import { DeviceLearner } from './device-learner.ts';
import { HostLearner, type Learner, type LearnerOptions } from './learner.ts';
import { LoopLearner } from './loop-learner.ts';

/**
 * The learner for where the backend keeps state: graphs on a device, several steps a run where state has to travel with
 * each run, or a loop over arrays of the host.
 */
export function createLearner(options: LearnerOptions): Learner {
  const { memory, stepsPerRun = 1 } = options.backend;
  if (memory === 'device') return new DeviceLearner(options);
  return stepsPerRun > 1 ? new LoopLearner(options) : new HostLearner(options);
}
