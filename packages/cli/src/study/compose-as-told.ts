// What a process of its own composes: that of the process which started it.
import { RequestError } from '@stopover/core';
import { z } from 'zod';
import { compose, type Services } from '../composition/compose.ts';
import type { NamedPlugins } from '../composition/load-plugins.ts';
import { ownTasksSchema } from '../composition/own-tasks.ts';
import { readEnvironment } from '../program/environment.ts';
import type { SourceOptions } from '../program/options.ts';
import { withoutSecrets } from '../program/secrets.ts';

/** What such a process is told; `ownProcessArgs` writes it. */
export interface OwnProcessOptions extends SourceOptions {
  readonly store: string;
  readonly backend: string;
  readonly threads?: number;
  readonly plugins?: string;
  readonly from?: string;
}

/** The services of a study whose first model is named. @throws RequestError where the plugins are not said as they should. */
export function composeAsTold(
  { source, mirror, from, plugins }: Pick<OwnProcessOptions, 'source' | 'mirror' | 'from' | 'plugins'>,
  model: string,
): Promise<Services> {
  return compose(pluginsIn(plugins ?? '[]'), {
    ...{ name: source, mirror, model },
    from: from ?? process.cwd(),
    environment: readEnvironment(),
    note: (line) => process.stderr.write(`${withoutSecrets(line)}\n`),
  });
}

function pluginsIn(text: string): readonly NamedPlugins[] {
  const found = namedPluginsSchema.safeParse(JSON.parse(text));
  if (found.success) return found.data;
  throw new RequestError({
    where: '--plugins',
    what: 'this is not a list of plugins',
    remedy: 'Leave it to `stopover run`.',
  });
}

const namedPluginsSchema: z.ZodType<readonly NamedPlugins[]> = z.array(
  z.strictObject({ names: z.array(z.string()), from: z.string(), own: ownTasksSchema.exactOptional() }),
);
