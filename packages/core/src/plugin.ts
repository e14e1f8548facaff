import type { Backend } from './backend.ts';
import type { Encoder } from './encoder.ts';
import { RequestError } from './errors.ts';
import type { Executor } from './executor.ts';
import type { Kind } from './kind.ts';
import type { Metric } from './metric.ts';
import type { Source } from './source.ts';
import type { AnyTask } from './task.ts';
import type { Translator } from './translator.ts';

/** What a package adds. Importing the package only defines this value. */
export interface Plugin {
  /** The package's name. */
  readonly name: string;
  readonly tasks?: readonly AnyTask[];
  readonly backends?: readonly Backend[];
  readonly encoders?: readonly Encoder[];
  readonly metrics?: readonly Metric<Kind>[];
  readonly executors?: readonly Executor[];
  readonly sources?: readonly Source[];
  readonly translators?: readonly Translator[];
}

/** Defines a plugin: `export default definePlugin({ name: '@lab/stopover-backend-x', backends: [x()] })`. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}

const isPlugin = (value: unknown): value is Plugin =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';

/**
 * The plugin in an imported module.
 * @throws RequestError when the module's default export was not made by `definePlugin`.
 */
export function pluginOf(module: unknown, packageName: string): Plugin {
  const value = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  if (isPlugin(value)) return value;
  throw new RequestError({
    where: `plugin ${packageName}`,
    what: 'the package has no default export made by definePlugin()',
    remedy: 'Check the name under `plugins:`, or ask the package to `export default definePlugin({ … })`.',
  });
}
