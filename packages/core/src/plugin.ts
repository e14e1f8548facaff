import type { Arm } from './arm.ts';
import type { Backend } from './backend.ts';
import { RequestError } from './errors.ts';
import type { Executor } from './executor.ts';
import type { Source } from './source.ts';
import type { AnyTask } from './task.ts';
import type { Tracker } from './tracker.ts';
import type { Translator } from './translator.ts';

/**
 * What a package adds. Importing the package only defines this value. A package of a higher layer whose things a plugin may
 * bring adds the field to this interface: `encoders` is of `@stopover/encoders`.
 */
export interface Plugin {
  /** The package's name. */
  readonly name: string;
  readonly arms?: readonly Arm[];
  readonly tasks?: readonly AnyTask[];
  readonly backends?: readonly Backend[];
  readonly executors?: readonly Executor[];
  readonly sources?: readonly Source[];
  readonly trackers?: readonly Tracker[];
  readonly translators?: readonly Translator[];
}

/** Address of the folder of this package: the same for its sources and what they are compiled to, another for another copy. */
export const coreFolder: string = new URL('..', import.meta.url).href;

// Symbol.for, not Symbol: one copy of this package recognises what another made.
const made = Symbol.for('@stopover/plugin');

/**
 * Defines a plugin: `export default definePlugin({ name: '@lab/stopover-backend-x', backends: [x()] })`.
 * It carries a mark of this copy of core, which is looked for when it is loaded.
 */
export function definePlugin(plugin: Plugin): Plugin {
  return Object.defineProperty(Object.isExtensible(plugin) ? plugin : { ...plugin }, made, { value: coreFolder });
}

/** The `coreFolder` of the copy of core whose `definePlugin` made a value; undefined when none did. */
export const madeBy = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, made) : undefined;

const isPlugin = (value: unknown): value is Plugin => madeBy(value) === coreFolder;

/**
 * The plugin in an imported module.
 * @throws RequestError when the module's default export was not made by `definePlugin`.
 */
export function pluginOf(module: unknown, packageName: string): Plugin {
  const value = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  if (isPlugin(value)) return value;
  const what = 'the package has no default export made by definePlugin()';
  const remedy = 'Check the name under `plugins:`, or let it `export default definePlugin({ … })` of @stopover/core.';
  throw new RequestError({ where: `plugin ${packageName}`, what, remedy });
}
