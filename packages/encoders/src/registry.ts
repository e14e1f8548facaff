import { DataError } from '@stopover/core';
import { z } from 'zod';
import type { Architecture } from './architecture.ts';
import { bert } from './bert.ts';
import type { EncoderConfig } from './config.ts';
import { modernBert } from './modernbert.ts';
import { xlmRoberta } from './xlm-roberta.ts';

/** The architectures that are built in. */
export const architectures: readonly Architecture[] = [bert, modernBert, xlmRoberta];

/**
 * The architecture and configuration of a config.json.
 * @throws DataError naming the file when the architecture is unknown (with those known) or a field is wrong.
 */
export function recognise(config: unknown, file: string): { architecture: Architecture; config: EncoderConfig } {
  const type = z.looseObject({ model_type: z.string() }).safeParse(config);
  const known = architectures.map((a) => a.modelType).join(', ');
  if (!type.success) {
    throw new DataError({ where: file, what: 'no `model_type`', remedy: `It must be one of: ${known}.` });
  }
  const architecture = architectures.find((a) => a.modelType === type.data.model_type);
  if (!architecture) {
    throw new DataError({
      where: file,
      what: `the architecture "${type.data.model_type}" is not known`,
      remedy: `Known: ${known}.`,
    });
  }
  try {
    return { architecture, config: architecture.parse(config) };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    throw new DataError(
      {
        where: `${file}: ${issue?.path.join('.') ?? ''}`,
        what: issue?.message ?? 'not a valid configuration',
        remedy: `Stopover reads ${architecture.modelType} checkpoints as Python transformers writes them.`,
      },
      { cause: error },
    );
  }
}
