import type { VersionedPackage } from './versions.ts';

/** What a plugin may bring that `init --plugin` writes. */
export const pluginKinds = ['task', 'backend', 'translator', 'executor', 'arm', 'tracker'] as const;
export type PluginKind = (typeof pluginKinds)[number];

/** A plugin to be written. */
export interface NewPlugin {
  readonly kind: PluginKind;
  /** What a study file or an option calls it: lower case, with dashes. */
  readonly name: string;
  readonly packageName: string;
}

/** The files of one kind. */
export interface PluginSources {
  /** `src/index.ts` */
  readonly source: string;
  /** `src/index.test.ts` */
  readonly test: string;
  readonly dependencies: readonly VersionedPackage[];
  readonly devDependencies: readonly VersionedPackage[];
  /** How it is used, in a line of a study file or a command. */
  readonly use: string;
}
