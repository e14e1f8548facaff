import type { Command } from 'commander';
import type { DoctorOptions } from '../commands/doctor.ts';
import type { ListOptions } from '../commands/tasks.ts';
import { addDataCommands } from './data-commands.ts';
import { addPluginOptions, addSourceOptions } from './options.ts';
import { addSetupCommands } from './setup-commands.ts';

/** Adds the commands that say what is there: tasks, data, backends, plugins, doctor. */
export function addListCommands(program: Command, setStatus: (status: number) => void): void {
  program.commandsGroup('Inspect:');
  list(program, 'tasks', 'the tasks, with their data, licences and metrics; of named ones everything')
    .argument('[tasks...]', 'names of tasks')
    .action(async (names: readonly string[], options: ListOptions) =>
      setStatus(await (await import('../commands/tasks.ts')).tasks(names, options)),
    );
  list(program, 'backends', 'the devices that can run graphs here, or why not').action(async (options: ListOptions) =>
    setStatus(await (await import('../commands/backends.ts')).backends(options)),
  );
  list(program, 'plugins', 'the plugins, and what each adds').action(async (options: ListOptions) =>
    setStatus(await (await import('../commands/plugins.ts')).plugins(options)),
  );
  addDataCommands(program, setStatus);
  addSetupCommands(program, setStatus);
  const doctor = list(program, 'doctor', 'try the devices, the cache, the disk and the executors')
    .option('--store <folder>', 'store whose disk is looked at', 'runs')
    .action(async (options: DoctorOptions) => setStatus(await (await import('../commands/doctor.ts')).doctor(options)));
  addSourceOptions(doctor);
}

const list = (program: Command, name: string, description: string): Command =>
  addPluginOptions(program.command(name).description(description)).option('--json', 'print the list as JSON');
