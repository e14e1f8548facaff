import { spawnSync } from 'node:child_process';
import {
  Application,
  Comment,
  JSX,
  Logger,
  type LogLevel,
  type ProjectReflection,
  TSConfigReader,
  TypeDocReader,
} from 'typedoc';
import type { WorkspacePackage } from '../checks/workspace.ts';

/** What TypeDoc finds wrong, in its own words. */
class Collecting extends Logger {
  readonly problems: string[] = [];
  override log(message: string, level: LogLevel): void {
    if (level >= 2) this.problems.push(message);
  }
}

/** The pages, and what is wrong with them. */
export interface Reference {
  readonly problems: readonly string[];
  /** Names of the packages that have pages. */
  readonly modules: readonly string[];
  /** The folder that was written. */
  readonly folder: string;
}

/**
 * Writes the pages of what packages export, as typedoc.json says. All are read as one program: a package alone would
 * read all that it stands on once more.
 */
export async function writeReference(packages: readonly WorkspacePackage[]): Promise<Reference> {
  const app = await Application.bootstrapWithPlugins({}, [new TypeDocReader(), new TSConfigReader()]);
  // A copy that was cloned from nowhere has no address that a line of the source could be looked up at.
  app.options.setValue('disableSources', spawnSync('git', ['remote', 'get-url', 'origin']).status !== 0);
  const logger = new Collecting();
  app.logger = logger;
  // The reference is a part of the site, and its pages lead back to the others.
  app.renderer.hooks.on('sidebar.begin', (context) => {
    const href = context.relativeURL('../index.html');
    return JSX.createElement('p', null, JSX.createElement('a', { href }, 'Stopover: the guides'));
  });
  const project = await app.convert();
  if (!project) return { problems: logger.problems, modules: [], folder: '' };
  nameModules(project, packages);
  // TypeDoc looks for types that have no page in one package, and takes those of others for foreign.
  for (const { manifest } of packages) {
    project.packageName = manifest.name;
    app.validate(project);
  }
  const folder = app.options.getValue('out');
  await app.generateDocs(project, folder);
  return { problems: [...new Set(logger.problems)], modules: (project.children ?? []).map(({ name }) => name), folder };
}

/** A module is called as its package is, and says what that says of itself. */
function nameModules({ children = [], groups = [] }: ProjectReflection, packages: readonly WorkspacePackage[]): void {
  for (const child of children) {
    const found = packages.find(({ folder }) => `packages/${child.name}` === `${folder}/src`);
    if (!found) continue;
    child.name = found.manifest.name;
    child.comment ??= new Comment([{ kind: 'text', text: `${found.manifest.description}.` }]);
  }
  for (const list of [children, ...groups.map((group) => group.children)])
    list.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
