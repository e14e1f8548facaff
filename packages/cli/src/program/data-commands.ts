import type { Command } from 'commander';
import type { DataCheckOptions } from '../commands/data-check.ts';
import { addRecipeOptions, addSourceOptions, nameList } from './options.ts';

/** Adds `data check`. */
export function addDataCommands(program: Command, setStatus: (status: number) => void): void {
  const data = program.command('data').description('look at the data that tasks read');
  const check = data
    .command('check')
    .argument('[tasks...]', 'names of tasks, as `stopover tasks` lists them')
    .description('read every split and language of tasks as training does, and say what is in them')
    .option('--all', 'all tasks: the default, but from the hub, where that downloads every data set')
    .option('--languages <list>', 'only these languages, separated by commas', nameList)
    .option(
      '--tokenizer <folder or model>',
      "gives lengths (default: of --study's model, or XLM-R's, where there is one)",
    )
    .option('--json', 'print everything as JSON')
    .action(async (tasks: readonly string[], options: DataCheckOptions) =>
      setStatus(await (await import('../commands/data-check.ts')).dataCheck(tasks, options)),
    );
  addSourceOptions(addRecipeOptions(check, 'gives the longest sequence'));
}
