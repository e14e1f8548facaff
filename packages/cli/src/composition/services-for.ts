import { readEnvironment } from '../program/environment.ts';
import type { PluginOptions, SourceOptions } from '../program/options.ts';
import type { Terminal } from '../program/terminal.ts';
import { compose, type Services } from './compose.ts';
import { pluginsFor } from './named-plugins.ts';

/** What the options of a command for one stage say of where its things come from. */
export interface StageOptions extends PluginOptions, SourceOptions {
  /** A name or a folder; it may imply a source. */
  readonly model?: string | undefined;
  /** Where a relative folder of the model starts, if not in the working folder. */
  readonly from?: string | undefined;
}

/**
 * Everything that a command for one stage uses: its plugins, and the source of its rows and models.
 * @throws RequestError when a plugin or the source is not there.
 */
export async function servicesFor(options: StageOptions, terminal: Pick<Terminal, 'note'>): Promise<Services> {
  const { source: name, mirror, model, from = process.cwd() } = options;
  return compose(await pluginsFor(options), {
    ...{ name, mirror, model, from },
    environment: readEnvironment(),
    note: terminal.note,
  });
}
