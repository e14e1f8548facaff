import { RequestError } from '@stopover/core';
import { DeviceLearner } from './device-learner.ts';
import { HostLearner, type Learner, type LearnerOptions } from './learner.ts';
import { LoopLearner } from './loop-learner.ts';

/**
 * The learner for where the backend keeps state: graphs on a device, several steps a run where state has to travel with
 * each run, or a loop over arrays of the host.
 * @throws RequestError for a precision that the backend does not train in.
 */
export function createLearner(options: LearnerOptions): Learner {
  const { name, memory, stepsPerRun = 1 } = options.backend;
  if (memory === 'device') return new DeviceLearner(options);
  if (stepsPerRun > 1) return new LoopLearner(options);
  if (options.recipe.precision === 'float32') return new HostLearner(options);
  throw new RequestError({
    where: 'recipe: precision',
    what: `the backend ${name} trains in float32 only, and the recipe says ${options.recipe.precision}`,
    remedy: 'Leave `precision` out, or choose a GPU: `--backend webgpu` or `--backend cuda`.',
  });
}
