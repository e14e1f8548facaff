import type { AnyTask } from '@stopover/core';
import type { Catalog } from '@stopover/registry';
import type { Reference } from '../records/results.ts';
import type { Stage } from '../records/stage.ts';

/**
 * Which data the stages of a plan read, by task in alphabetical order, and what to cite for them. `knowsCommits`: the
 * source gave the commits in the stages' locations; a mirror does not look at them.
 */
export function referencesOf(stages: readonly Stage[], tasks: Catalog<AnyTask>, knowsCommits: boolean): Reference[] {
  const read = new Map<string, Reference>();
  for (const stage of stages) {
    const select = 'select' in stage && stage.select ? [stage.select] : [];
    for (const { task: name, location } of [...stage.data, ...select]) {
      const { license, paper, citation = null, rows } = tasks.get(name, `stage ${stage.title}`).about;
      const revision = knowsCommits ? location.revision : null;
      const own = location.own !== undefined && location.files !== undefined;
      const known = { task: name, repo: location.repo, revision, license, paper, citation };
      read.set(name, { ...known, ...(rows && { rows }), ...(own && { own }) });
    }
  }
  return [...read.values()].sort((a, b) => (a.task < b.task ? -1 : 1));
}
