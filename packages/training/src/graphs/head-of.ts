import type { AnyTask } from '@stopover/core';
import type { EncoderConfig, HeadSpec } from '@stopover/encoders';
import { kinds } from '../kinds/kinds.ts';

type Sizes = Pick<EncoderConfig, 'vocabSize' | 'hiddenSize'>;

/** The head that a task is trained with. @throws RequestError for a kind that is evaluated without one. */
export const headOf = (task: AnyTask, sizes: Sizes): HeadSpec => kinds[task.kind].head(task, sizes);

/** Names of a head's classes or tags, for config.json. */
export const labelsOf = (task: AnyTask): readonly string[] | undefined => kinds[task.kind].labels?.(task);
