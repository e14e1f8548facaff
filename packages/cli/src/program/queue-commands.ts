import type { Command } from 'commander';
import type { StatusOptions } from '../commands/status.ts';
import type { ListOptions } from '../commands/tasks.ts';
import type { WatchOptions } from '../commands/watch.ts';
import { type OutputOptions, wholeNumber } from './options.ts';

/** Adds the commands for a study that is being run, attached to it or not: status, show, watch, cancel, logs. */
export function addQueueCommands(program: Command, setStatus: (status: number) => void): void {
  const add = (name: string, description: string) =>
    program.command(name).description(description).option('--json', 'print it as JSON');
  add('status', 'show how the stages of a study stand: done, running with their step, queued, failed')
    .argument('<store>', 'folder of the study; STORE#STUDY when it holds several')
    .option('--stages', 'list all stages, also those that are done or wait')
    .action(async (store: string, options: StatusOptions) =>
      setStatus(await (await import('../commands/status.ts')).status(store, options)),
    );
  add('show', 'show one stage: its record, learning curve, scores, what it needs, its files')
    .argument('<store>', 'folder of the study; STORE#STUDY when it holds several')
    .argument('<key>', 'beginning of the key of a stage, or its title')
    .action(async (store: string, key: string, options: OutputOptions) =>
      setStatus(await (await import('../commands/show.ts')).show(store, key, options)),
    );
  add('watch', 'serve a live page of a study to this machine: the grid, loss curves, load; until Ctrl-C')
    .argument('<store>', 'folder of the study; STORE#STUDY when it holds several')
    .option('--port <n>', 'port of 127.0.0.1 to listen at (default: any that is free)', wholeNumber(65_535))
    .action(async (store: string, options: WatchOptions) =>
      setStatus(await (await import('../commands/watch.ts')).watch(store, options)),
    );
  add('cancel', 'end the jobs of a store that are queued or running on a cluster')
    .argument('<store>', 'folder of the study')
    .action(async (store: string, options: ListOptions) =>
      setStatus(await (await import('../commands/cancel.ts')).cancel(store, options)),
    );
  add('logs', 'print what a stage has logged and its job has printed')
    .argument('<store>', 'folder of the study; STORE#STUDY when it holds several')
    .argument('<key>', 'beginning of the key of a stage, or its title')
    .action(async (store: string, key: string, options: ListOptions) =>
      setStatus(await (await import('../commands/logs.ts')).logs(store, key, options)),
    );
}
