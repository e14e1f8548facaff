import type { AnyTask, Executor, Source, Tracker, Translator } from '@stopover/core';
import type { InjectionToken } from 'tsyringe';
import type { Catalog } from './catalog.ts';

// Symbol.for, not Symbol: two copies of this module (src under vitest, dist under a plugin) must agree on a token.
export const TASKS: InjectionToken<Catalog<AnyTask>> = Symbol.for('@stopover/tasks');
export const EXECUTORS: InjectionToken<Catalog<Executor>> = Symbol.for('@stopover/executors');
export const TRACKERS: InjectionToken<Catalog<Tracker>> = Symbol.for('@stopover/trackers');
export const TRANSLATORS: InjectionToken<Catalog<Translator>> = Symbol.for('@stopover/translators');
/** The one source that this run reads from: hub, mirror or a plugin's. */
export const SOURCE: InjectionToken<Source> = Symbol.for('@stopover/source');

/** A constructor parameter without a token would silently get `undefined`. Throws then. */
export function assertTokens(ctor: abstract new (...args: never[]) => unknown): void {
  const tokens: unknown = Reflect.getOwnMetadata('injectionTokens', ctor);
  const count = typeof tokens === 'object' && tokens !== null ? Object.keys(tokens).length : 0;
  if (count < ctor.length) {
    throw new Error(`${ctor.name}: ${ctor.length - count} constructor parameter(s) without @inject(TOKEN)`);
  }
}
