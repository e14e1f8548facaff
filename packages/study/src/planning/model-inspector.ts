import type { AnyTask, Example, Kind } from '@stopover/core';
import type { InjectionToken } from '@stopover/registry';
import type { Recipe } from '@stopover/training';
import type { ModelSize } from '../records/model-size.ts';

/** What a plan needs to know of an encoder. */
export interface InspectedEncoder {
  readonly layers: number;
  /** Tokens of a sequence that it has positions for. */
  readonly maxLength: number;
  readonly size: ModelSize;
}

/** What a plan asks of a model in a folder before anything is trained with it. */
export interface ModelInspector {
  /** The hash by which its tokenizer knows itself, hex: part of every key. @throws DataError when it is none that can be read. */
  tokenizerHash(folder: string): Promise<string>;
  /**
   * The encoder's layers, positions and size.
   * @throws DataError when its config.json or its weights are not those of an architecture that is known here.
   */
  encoder(folder: string): Promise<InspectedEncoder>;
  /**
   * Names of the modules that a recipe's adapter changes, in order; undefined where it has none.
   * @throws RequestError for layers or modules that the encoder does not have.
   */
  adapted(folder: string, recipe: Recipe): Promise<readonly string[] | undefined>;
  /**
   * How many sequences of a recipe's length the model reads of examples: each window of a context is one.
   * @throws DataError naming an example that the task or the tokenizer does not understand.
   */
  sequences(
    folder: string,
    task: AnyTask,
    examples: readonly Example<Kind>[],
    recipe: Pick<Recipe, 'maxLength' | 'docStride'>,
  ): Promise<number>;
}

/** The one that knows the architectures of this run. */
export const MODEL_INSPECTOR: InjectionToken<ModelInspector> = Symbol.for('@stopover/model-inspector');
