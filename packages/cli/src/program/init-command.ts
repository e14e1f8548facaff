import { type Command, Option } from 'commander';
import type { InitOptions } from '../commands/init.ts';
import { pluginKinds, taskKinds, taskRoles } from '../init/plugin-kinds.ts';
import { budgets } from '../init/study-answers.ts';

/** Adds `init`. */
export function addInitCommand(program: Command, setStatus: (status: number) => void): void {
  program
    .command('init')
    .argument('[name]', 'study file to write (default: study.yaml); with --plugin, the name of what it brings')
    .description('ask what is compared and write a study file, or write the package of a plugin')
    .option('--model <id>', 'model of the study: a hub id, a folder, or miniature')
    .option('--targets <list>', 'what is scored, separated by commas')
    .option('--intermediates <list>', 'English tasks in between, separated by commas, or none')
    .option('--languages <list>', 'languages, separated by commas, or all')
    .option('--shots <list>', 'numbers of labelled target-language examples, separated by commas, or none')
    .addOption(new Option('--budget <size>', 'seeds, draws and rows that it may take').choices(budgets))
    .option('--yes', 'ask nothing: take defaults for what no option says')
    .addOption(new Option('--plugin <kind>', 'write a package of your own that brings one').choices(pluginKinds))
    .addOption(new Option('--kind <kind>', 'of a task: what its rows are (default: classification)').choices(taskKinds))
    .addOption(
      new Option('--role <role>', 'of a task: what it is for (default: intermediate; of bitext target)').choices(
        taskRoles,
      ),
    )
    .option('--package <name>', 'name of the package (default: stopover-<kind>-<name>)')
    .option('--json', 'print what was written as JSON')
    .action(async (name: string | undefined, options: InitOptions) =>
      setStatus(await (await import('../commands/init.ts')).init(name, options)),
    );
}
