import { type AnyTask, RequestError } from '@stopover/core';
import type { EncoderConfig, HeadSpec } from '@stopover/encoders';

type Sizes = Pick<EncoderConfig, 'vocabSize' | 'hiddenSize'>;

/** The head that a task is trained with. @throws RequestError for a kind that is evaluated without one. */
export function headOf(task: AnyTask, { vocabSize, hiddenSize }: Sizes): HeadSpec {
  switch (task.kind) {
    case 'classification':
    case 'tagging':
      return { kind: task.kind, size: task.head.labels.length };
    case 'choice':
      return { kind: 'choice', size: 1 };
    case 'span':
      return { kind: 'span', size: 2 };
    case 'ranking':
      return { kind: 'ranking', size: hiddenSize };
    case 'mlm':
      return { kind: 'mlm', size: vocabSize };
    default:
      throw new RequestError({
        where: `task ${task.name}`,
        what: `a ${task.kind} task has no head to train`,
        remedy: 'Train another task and evaluate this one on its model.',
      });
  }
}

/** Names of a head's classes or tags, for config.json. */
export const labelsOf = (task: AnyTask): readonly string[] | undefined =>
  task.kind === 'classification' || task.kind === 'tagging' ? task.head.labels : undefined;
