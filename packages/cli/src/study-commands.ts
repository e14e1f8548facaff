import type { Command } from 'commander';
import type { DemoOptions } from './commands/demo.ts';
import type { PlanOptions } from './commands/plan.ts';
import type { ReportOptions } from './commands/report.ts';
import type { RunOptions } from './commands/run.ts';
import { addSourceOptions, addWorkOptions, firstSeed } from './options.ts';

/** Adds the commands that answer the question: demo, run, plan, report. */
export function addStudyCommands(program: Command, setStatus: (status: number) => void): void {
  program.commandsGroup('Studies:');
  const demo = program
    .command('demo')
    .description('run a whole study on embedded data, offline, in a few minutes')
    .option('--seed <n>', 'first of the two seeds', firstSeed)
    .option('--json', 'print the result as JSON')
    .action(async (options: DemoOptions) => setStatus(await (await import('./commands/demo.ts')).demo(options)));
  addWorkOptions(demo, 'runs/demo');
  const run = program
    .command('run <study>')
    .description('run what is missing of a study and write its report')
    .option('--json', 'print the result as JSON')
    .action(async (path: string, options: RunOptions) =>
      setStatus(await (await import('./commands/run.ts')).run(path, options)),
    );
  addSourceOptions(addWorkOptions(run, 'runs/<name of the study>'));
  const plan = program
    .command('plan <study>')
    .description('show the stages of a study, which are done, and what the rest takes')
    .option('--store <folder>', 'where stages are kept (default: runs/<name of the study>)')
    .option('--stages', 'list the stages, also where they are more than 50')
    .option('--json', 'print the plan as JSON')
    .action(async (path: string, options: PlanOptions) =>
      setStatus(await (await import('./commands/plan.ts')).plan(path, options)),
    );
  addSourceOptions(plan);
  program
    .command('report <store>')
    .description('write the report of a store again, without running anything')
    .option('--out <folder>', 'where the report goes (default: reports/<study> in the store)')
    .option('--study <name>', 'which study, when the store holds several')
    .option('--json', 'print the result as JSON')
    .action(async (store: string, options: ReportOptions) =>
      setStatus(await (await import('./commands/report.ts')).report(store, options)),
    );
}
