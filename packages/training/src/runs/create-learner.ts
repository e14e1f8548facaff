import { type Backend, type Problem, RequestError } from '@stopover/core';
import { DeviceLearner } from './device-learner.ts';
import { HostLearner } from './host-learner.ts';
import type { Learner, LearnerOptions } from './learner.ts';
import { LoopLearner } from './loop-learner.ts';
import type { Recipe } from './recipe.ts';

/**
 * The learner for where the backend keeps state: graphs on a device, several steps a run where state has to travel with
 * each run, or a loop over arrays of the host.
 * @throws RequestError for a precision that the backend does not train in.
 */
export function createLearner(options: LearnerOptions): Learner {
  const { training } = options.backend;
  if (training.state === 'device') return new DeviceLearner(options);
  if (training.state === 'loop') return new LoopLearner(options);
  const problem = precisionProblem(options.recipe, options.backend);
  if (problem) throw new RequestError(problem);
  return new HostLearner(options);
}

/** Why a backend does not train in a recipe's precision; undefined where it does. */
export function precisionProblem(
  { precision }: Pick<Recipe, 'precision'>,
  { name, training }: Backend,
): Problem | undefined {
  if (precision === 'float32' || training.state !== 'host') return undefined;
  return {
    where: 'recipe: precision',
    what: `the backend ${name} trains in float32 only, and the recipe says ${precision}`,
    remedy: 'Leave `precision` out, or choose a GPU: `--backend webgpu` or `--backend cuda`.',
  };
}
