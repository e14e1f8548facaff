import { DeviceLearner } from './device-learner.ts';
import { HostLearner, type Learner, type LearnerOptions } from './learner.ts';

/** The learner for where the backend keeps state: a loop over arrays of the host, or graphs on the device. */
export const createLearner = (options: LearnerOptions): Learner =>
  options.backend.memory === 'device' ? new DeviceLearner(options) : new HostLearner(options);
