// A model that a study did not keep is made again when a command asks for it.
import { RequestError, StopoverError } from '@stopover/core';
import { plansWith, type StageRecord, StageRunner, type Store } from '@stopover/study';
import { servicesFor } from '../composition/services-for.ts';
import { listenForInterruption, stopping } from '../program/interruption.ts';
import type { PluginOptions, SourceOptions } from '../program/options.ts';
import type { Terminal } from '../program/terminal.ts';
import { version } from '../program/version.ts';

/** Options that say where rows and tasks come from. */
export type RemakeOptions = SourceOptions & PluginOptions;

/**
 * Makes the dropped model of a stage again, where and as its record says that it was made, and puts it back into the store.
 * @throws RequestError when no study of the store says where its base model lies.
 * @throws StopoverError when it comes out otherwise, or was stopped.
 */
export async function remakeModel(
  store: Store,
  { stage, made }: StageRecord,
  options: RemakeOptions,
  terminal: Terminal,
): Promise<void> {
  const plans = await plansWith(store, stage.key);
  const [plan] = plans;
  if (!plan) {
    const what = `the model of "${stage.title}" was dropped, and no study of the store has this stage any more`;
    const remedy = 'Run a study that has it, with `keep: all` to keep its model.';
    throw new RequestError({ where: `store ${store.folder}`, what, remedy });
  }
  const source = options.source ?? (options.mirror === undefined ? plan.study.source : undefined);
  const [model] = plan.study.models;
  const services = await servicesFor({ ...options, ...(source && { source }), model }, terminal);
  await using runner = services.create(StageRunner);
  using interruption = listenForInterruption(() => terminal.note(stopping));
  const result = await runner.remake(stage.key, store, {
    bases: Object.fromEntries(plans.flatMap(({ models }) => models.map(({ hash, folder }) => [hash, folder]))),
    backend: services.backends.get(made.backend, `stage ${stage.title}`),
    ...(made.threads !== null && { threads: made.threads }),
    version,
    signal: interruption.signal,
    onNote: terminal.note,
  });
  if (result !== 'interrupted') return;
  const remedy = 'The same command goes on from its checkpoint.';
  throw new StopoverError({ where: stage.title, what: 'stopped before the model was made again', remedy });
}
