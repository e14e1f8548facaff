import type { VersionedPackage } from './versions.ts';

/** What a plugin may bring that `init --plugin` writes. */
export const pluginKinds = ['task', 'backend', 'translator', 'executor', 'arm', 'tracker'] as const;
export type PluginKind = (typeof pluginKinds)[number];

/** Kinds of tasks that `init --plugin task` writes; masked text alone is no task with rows. */
export const taskKinds = ['classification', 'choice', 'span', 'tagging', 'bitext', 'ranking'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** What a task is for: trained in English in between, or scored in every language. */
export const taskRoles = ['intermediate', 'target'] as const;

/** What is to be known of a task that is written. */
export interface NewTask {
  readonly kind: TaskKind;
  readonly role: (typeof taskRoles)[number];
}

/** A plugin to be written. */
export interface NewPlugin {
  readonly kind: PluginKind;
  /** What a study file or an option calls it: lower case, with dashes. */
  readonly name: string;
  readonly packageName: string;
  /** Where the plugin is a task: which. */
  readonly task: NewTask;
}

/** One whose name as a name of TypeScript is settled. */
export interface NamedPlugin extends NewPlugin {
  readonly variable: string;
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
