import { type Backend, RequestError } from '@stopover/core';
import type { Plan, Study } from '@stopover/study';
import { precisionProblem } from '@stopover/training';

/** @throws RequestError when a training of the plan asks for a precision that the backend does not train in. */
export function checkPrecision(plan: Plan, backend: Backend, study: Study): void {
  for (const stage of plan.stages) {
    const problem = stage.kind === 'train' ? precisionProblem(stage.recipe, backend) : undefined;
    if (problem)
      throw new RequestError({ ...problem, where: study.where('recipe'), what: `${problem.what} (${stage.title})` });
  }
}
