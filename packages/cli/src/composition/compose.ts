import type { AnyTask, Backend, Bundled, Executor, Plugin, Source, Tracker, Translator } from '@stopover/core';
import { type Architecture, architecturesWith } from '@stopover/encoders';
import {
  assertTokens,
  Catalog,
  container,
  EXECUTORS,
  type InjectionToken,
  SOURCE,
  TASKS,
  TRACKERS,
  TRANSLATORS,
} from '@stopover/registry';
import { ARMS, ArmTable, ENGINE, type Engine, MODEL_INSPECTOR } from '@stopover/study';
import { ARCHITECTURES, addTasks, averageModels, ModelEvaluator, train } from '@stopover/training';
import { bundledIn } from './bundled-in.ts';
import { createModelInspector } from './create-model-inspector.ts';
import { createSource, type SourceChoice } from './create-source.ts';
import { loadPlugins, type NamedPlugins } from './load-plugins.ts';
import { ownTablesIn } from './own-tasks.ts';

/** What the plugins give, by name. */
export interface Catalogs {
  readonly plugins: readonly Plugin[];
  readonly arms: ArmTable;
  readonly tasks: Catalog<AnyTask>;
  readonly backends: Catalog<Backend>;
  readonly executors: Catalog<Executor>;
  readonly trackers: Catalog<Tracker>;
  readonly translators: Catalog<Translator>;
  /** The built-in ones first. */
  readonly architectures: readonly Architecture[];
  /** What comes with the plugins' packages. */
  readonly bundled: Bundled;
}

/** Everything that a run uses. */
export interface Services extends Catalogs {
  readonly source: Source;
  /** Trains and evaluates checkpoints of every architecture that is known here. */
  readonly engine: Engine;
  /** An object of a class whose constructor parameters each carry `@inject(TOKEN)`. */
  create<T>(ctor: InjectionToken<T> & (abstract new (...args: never[]) => T)): T;
}

/** Where further things come from: an unknown name may be one of a plugin that was not named. */
const ofPlugins =
  'A plugin adds more where it is named: in the `plugins:` of a study (also with --study FILE), with --plugin NAME, or under `stopover.plugins` in package.json.';

/**
 * The catalogs of the default plugins and the named ones.
 * @throws RequestError when a plugin is not there, or two of them use one name.
 */
export async function composeCatalogs(named: readonly NamedPlugins[]): Promise<Catalogs> {
  const plugins = await loadPlugins(named);
  return {
    plugins,
    arms: new ArmTable(
      plugins.flatMap(({ arms = [] }) => arms),
      ofPlugins,
    ),
    tasks: new Catalog(
      'task',
      plugins.flatMap(({ tasks = [] }) => tasks),
      ofPlugins,
    ),
    backends: new Catalog(
      'backend',
      plugins.flatMap(({ backends = [] }) => backends),
      ofPlugins,
    ),
    executors: new Catalog(
      'executor',
      plugins.flatMap(({ executors = [] }) => executors),
      ofPlugins,
    ),
    trackers: new Catalog(
      'tracker',
      plugins.flatMap(({ trackers = [] }) => trackers),
      ofPlugins,
    ),
    translators: new Catalog(
      'translator',
      plugins.flatMap(({ translators = [] }) => translators),
      ofPlugins,
    ),
    architectures: architecturesWith(plugins.flatMap(({ encoders = [] }) => encoders)),
    bundled: bundledIn(plugins.flatMap(({ sources = [] }) => sources)),
  };
}

/**
 * The composition root: fills a container with what the plugins give, and is the only one that asks it.
 * @throws RequestError when a plugin or the source is not there.
 */
export async function compose(named: readonly NamedPlugins[], choice: SourceChoice): Promise<Services> {
  const catalogs = await composeCatalogs(named);
  const source = await createSource(
    choice,
    catalogs.plugins.flatMap(({ sources = [] }) => sources),
    ownTablesIn(named),
  );
  const { architectures } = catalogs;
  const own = container.createChildContainer();
  const create: Services['create'] = (ctor) => {
    assertTokens(ctor);
    return own.resolve(ctor);
  };
  const engine: Engine = {
    train: (request) => train({ architectures, ...request }),
    average: (request) => averageModels({ architectures, ...request }),
    addTasks: (request) => addTasks({ architectures, ...request }),
    evaluator: () => create(ModelEvaluator),
  };
  own.register(ARMS, { useValue: catalogs.arms });
  own.register(TASKS, { useValue: catalogs.tasks });
  own.register(EXECUTORS, { useValue: catalogs.executors });
  own.register(TRACKERS, { useValue: catalogs.trackers });
  own.register(TRANSLATORS, { useValue: catalogs.translators });
  own.register(SOURCE, { useValue: source });
  own.register(ARCHITECTURES, { useValue: architectures });
  own.register(ENGINE, { useValue: engine });
  own.register(MODEL_INSPECTOR, { useValue: createModelInspector(architectures) });
  return { ...catalogs, source, engine, create };
}
