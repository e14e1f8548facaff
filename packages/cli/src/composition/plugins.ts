/** Imports a package; its default export is a plugin. */
export type PluginImport = () => Promise<unknown>;

/** The source of them that `demo` reads, and its encoder: it needs no network. */
export const embeddedWorld = 'miniature';

/** The plugins that come with the command. Nothing is imported before it is needed. */
export const defaultPlugins: Readonly<Record<string, PluginImport>> = {
  '@stopover/backend-cpu': () => import('@stopover/backend-cpu'),
  '@stopover/backend-cuda': () => import('@stopover/backend-cuda'),
  '@stopover/backend-webgpu': () => import('@stopover/backend-webgpu'),
  '@stopover/executor-local': () => import('@stopover/executor-local'),
  '@stopover/executor-slurm': () => import('@stopover/executor-slurm'),
  '@stopover/miniature': () => import('@stopover/miniature/plugin'),
  '@stopover/task-anli-plus': () => import('@stopover/task-anli-plus'),
  '@stopover/task-bucc2018': () => import('@stopover/task-bucc2018'),
  '@stopover/task-ccg': () => import('@stopover/task-ccg'),
  '@stopover/task-commonsense-qa': () => import('@stopover/task-commonsense-qa'),
  '@stopover/task-copa': () => import('@stopover/task-copa'),
  '@stopover/task-cosmos-qa': () => import('@stopover/task-cosmos-qa'),
  '@stopover/task-hellaswag': () => import('@stopover/task-hellaswag'),
  '@stopover/task-lareqa': () => import('@stopover/task-lareqa'),
  '@stopover/task-mewsli-x': () => import('@stopover/task-mewsli-x'),
  '@stopover/task-mlqa': () => import('@stopover/task-mlqa'),
  '@stopover/task-mnli': () => import('@stopover/task-mnli'),
  '@stopover/task-pan-x': () => import('@stopover/task-pan-x'),
  '@stopover/task-paws-x': () => import('@stopover/task-paws-x'),
  '@stopover/task-qqp': () => import('@stopover/task-qqp'),
  '@stopover/task-social-iqa': () => import('@stopover/task-social-iqa'),
  '@stopover/task-squad-v1': () => import('@stopover/task-squad-v1'),
  '@stopover/task-squad-v2': () => import('@stopover/task-squad-v2'),
  '@stopover/task-tatoeba': () => import('@stopover/task-tatoeba'),
  '@stopover/task-tydiqa': () => import('@stopover/task-tydiqa'),
  '@stopover/task-udpos': () => import('@stopover/task-udpos'),
  '@stopover/task-xcopa': () => import('@stopover/task-xcopa'),
  '@stopover/task-xnli': () => import('@stopover/task-xnli'),
  '@stopover/task-xquad': () => import('@stopover/task-xquad'),
  '@stopover/tracker-jsonl': () => import('@stopover/tracker-jsonl'),
  '@stopover/tracker-tensorboard': () => import('@stopover/tracker-tensorboard'),
  '@stopover/translator-command': () => import('@stopover/translator-command'),
  '@stopover/translator-transformers': () => import('@stopover/translator-transformers'),
};
