import type { InjectionToken } from '@stopover/registry';
import type { EvaluateOutcome, EvaluateRequest, TrainOutcome, TrainRequest } from '@stopover/training';

/** What trains and evaluates: `@stopover/training` as the composition root hands it over. */
export interface Engine {
  train(request: TrainRequest): Promise<TrainOutcome>;
  evaluate(request: EvaluateRequest): Promise<EvaluateOutcome>;
}

export const ENGINE: InjectionToken<Engine> = Symbol.for('@stopover/engine');
