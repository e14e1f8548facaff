import type { InjectionToken } from '@stopover/registry';
import type {
  ArithmeticRequest,
  AverageRequest,
  CombineOutcome,
  Evaluator,
  TrainOutcome,
  TrainRequest,
} from '@stopover/training';

/** What trains, combines and evaluates: `@stopover/training` as the composition root hands it over. */
export interface Engine {
  train(request: TrainRequest): Promise<TrainOutcome>;
  /** Writes the mean of models. */
  average(request: AverageRequest): Promise<CombineOutcome>;
  /** Writes a base model with what tasks changed in it, times their weights. */
  addTasks(request: ArithmeticRequest): Promise<CombineOutcome>;
  /** A new one, which has nothing open yet; whoever asked for it disposes of it. */
  evaluator(): Evaluator;
}

export const ENGINE: InjectionToken<Engine> = Symbol.for('@stopover/engine');
