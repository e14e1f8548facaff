// How a process of its own is told what this one was told of a study.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PreparedStudy } from './prepare-study.ts';

/** The file that runs as `stopover`, from src and from dist. */
export const program = fileURLToPath(new URL('../../bin/stopover.js', import.meta.url));

/** The options with which a process composes what this one has. */
export function ownProcessArgs(
  { study, services, plugins, store, mirror }: PreparedStudy,
  { backend, threads }: { readonly backend: string; readonly threads: number },
): readonly string[] {
  const source = services.source.name;
  const options: readonly (readonly [name: string, value: string])[] = [
    ['store', store.folder],
    ['backend', backend],
    ['threads', String(threads)],
    ['source', source],
    ...(source === 'mirror' && mirror !== undefined ? [['mirror', mirror] as const] : []),
    ['plugins', JSON.stringify(plugins)],
    ['from', dirname(resolve(study.file))],
  ];
  return options.flatMap(([name, value]) => [`--${name}`, value]);
}
