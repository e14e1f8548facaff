import { DataError, RequestError } from '@stopover/core';
import { z } from 'zod';
import type { Architecture } from './architecture.ts';
import { bert } from './bert.ts';
import type { EncoderConfig } from './config.ts';
import { modernBert } from './modernbert.ts';
import { xlmRoberta } from './xlm-roberta.ts';

/** What is known of an architecture before it was looked at: JavaScript may have written it. */
type Named = Pick<Architecture, 'modelType'>;

/** The architectures that are built in. */
export const architectures: readonly Architecture[] = [bert, modernBert, xlmRoberta];

/**
 * The built-in architectures and those that plugins bring.
 * @throws RequestError when one is incomplete, or two are of one model type.
 */
export function architecturesWith(encoders: Iterable<Named>): readonly Architecture[] {
  const all = [...architectures];
  for (const encoder of encoders) {
    const where = `architecture ${encoder.modelType}`;
    if (all.some(({ modelType }) => modelType === encoder.modelType)) {
      const remedy = 'Remove one of the plugins from `plugins:` or from package.json.';
      throw new RequestError({ where, what: 'it is there twice', remedy });
    }
    if (!isArchitecture(encoder)) {
      const what = 'what the plugin gives is not an `Architecture` of @stopover/encoders';
      throw new RequestError({ where, what, remedy: 'Update the plugin, or tell its authors.' });
    }
    all.push(encoder);
  }
  return all;
}

const callable = z.custom((value) => typeof value === 'function');
const complete = z.object({
  parse: callable,
  className: z.record(z.enum(['classification', 'choice', 'span', 'tagging', 'ranking', 'mlm']), z.string()),
  position: callable,
  segmented: z.boolean(),
  encode: callable,
  head: callable,
  headPrefixes: z.array(z.string()),
  optionalPrefixes: z.array(z.string()),
  basePrefix: z.string().optional(),
  renamed: callable.optional(),
});

const isArchitecture = (encoder: Named): encoder is Architecture => complete.safeParse(encoder).success;

/**
 * The architecture and configuration of a config.json.
 * @throws DataError naming the file when the architecture is unknown (with those known) or a field is wrong.
 */
export function recognise(
  config: unknown,
  file: string,
  among: readonly Architecture[] = architectures,
): { architecture: Architecture; config: EncoderConfig } {
  const type = z.looseObject({ model_type: z.string() }).safeParse(config);
  const known = among.map((a) => a.modelType).join(', ');
  if (!type.success) {
    throw new DataError({ where: file, what: 'no `model_type`', remedy: `It must be one of: ${known}.` });
  }
  const architecture = among.find((a) => a.modelType === type.data.model_type);
  if (!architecture) {
    throw new DataError({
      where: file,
      what: `the architecture "${type.data.model_type}" is not known`,
      remedy: `Known: ${known}.`,
    });
  }
  try {
    const read = architecture.parse(config);
    // A schema may leave out what it does not know: the file's own values stand.
    return { architecture, config: { ...read, raw: { ...read.raw, ...type.data } } };
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
