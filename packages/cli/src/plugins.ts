/** Imports a package; its default export is a plugin. */
export type PluginImport = () => Promise<unknown>;

/** The plugins that come with the command. Nothing is imported before it is needed. */
export const defaultPlugins: Readonly<Record<string, PluginImport>> = {
  '@stopover/backend-cpu': () => import('@stopover/backend-cpu'),
  '@stopover/backend-cuda': () => import('@stopover/backend-cuda'),
  '@stopover/backend-webgpu': () => import('@stopover/backend-webgpu'),
  '@stopover/task-commonsense-qa': () => import('@stopover/task-commonsense-qa'),
  '@stopover/task-copa': () => import('@stopover/task-copa'),
  '@stopover/task-cosmos-qa': () => import('@stopover/task-cosmos-qa'),
  '@stopover/task-hellaswag': () => import('@stopover/task-hellaswag'),
  '@stopover/task-mnli': () => import('@stopover/task-mnli'),
  '@stopover/task-social-iqa': () => import('@stopover/task-social-iqa'),
  '@stopover/task-squad-v1': () => import('@stopover/task-squad-v1'),
  '@stopover/task-squad-v2': () => import('@stopover/task-squad-v2'),
  '@stopover/task-tatoeba': () => import('@stopover/task-tatoeba'),
  '@stopover/task-xcopa': () => import('@stopover/task-xcopa'),
  '@stopover/task-xnli': () => import('@stopover/task-xnli'),
  '@stopover/task-xquad': () => import('@stopover/task-xquad'),
  '@stopover/translator-command': () => import('@stopover/translator-command'),
  '@stopover/translator-transformers': () => import('@stopover/translator-transformers'),
};
