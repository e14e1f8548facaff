import type { Command } from 'commander';
import type { AnalyseOptions } from '../commands/analyse.ts';
import type { DemoOptions } from '../commands/demo.ts';
import type { FetchOptions } from '../commands/fetch.ts';
import type { PlanOptions } from '../commands/plan.ts';
import type { ReportOptions } from '../commands/report.ts';
import type { RunOptions } from '../commands/run.ts';
import type { StoreOptions } from '../commands/store.ts';
import { addInitCommand } from './init-command.ts';
import {
  addPartOptions,
  addSourceOptions,
  addTrackerOption,
  addWorkOptions,
  firstSeed,
  layerNumber,
  nameList,
  parallelNumber,
  pointsNumber,
} from './options.ts';
import { addQueueCommands } from './queue-commands.ts';

/** Adds the commands that answer the question: demo, init, run, plan, fetch, report, analyse, and those for a run that goes on. */
export function addStudyCommands(program: Command, setStatus: (status: number) => void): void {
  program.commandsGroup('Studies:');
  const demo = program
    .command('demo')
    .description('run a whole study on embedded data, offline, in a few minutes')
    .option('--seed <n>', 'first of the three seeds', firstSeed)
    .option('--json', 'print the result as JSON')
    .action(async (options: DemoOptions) => setStatus(await (await import('../commands/demo.ts')).demo(options)));
  addWorkOptions(demo, 'runs/demo');
  addInitCommand(program, setStatus);
  const run = program
    .command('run')
    .argument('<study>', 'study file')
    .description('run what is missing of a study and write its report')
    .option('--json', 'print the result as JSON')
    .action(async (path: string, options: RunOptions) =>
      setStatus(await (await import('../commands/run.ts')).run(path, options)),
    );
  addTrackerOption(addPartOptions(addSourceOptions(addWorkOptions(run, 'runs/<name of the study>'))), "the study's")
    .option('--profile <file>', 'file with executor, backend and settings of executors, over those of the study')
    .option('--detach', 'leave the run itself to the cluster as a job, and return');
  const plan = program
    .command('plan')
    .argument('<study>', 'study file')
    .description('show the stages of a study, which are done, and what the rest takes')
    .option('--store <folder>', 'where stages are kept (default: runs/<name of the study>)')
    .option('--backend <name>', "what the stages would run on (default: the study's)")
    .option('--processes <n>', 'stages at the same time (default: cores / threads, and 1 on a GPU)', parallelNumber)
    .option('--threads <n>', 'threads of each process (default: 1)', parallelNumber)
    .option('--calibrate', 'measure the speed of this machine again')
    .option('--stages', 'list the stages, also where they are more than 50')
    .option('--json', 'print the plan as JSON')
    .action(async (path: string, options: PlanOptions) =>
      setStatus(await (await import('../commands/plan.ts')).plan(path, options)),
    );
  addPartOptions(addSourceOptions(plan));
  const fetch = program
    .command('fetch')
    .argument('<study>', 'study file')
    .description('bring the models and rows of a study into the cache, for machines without a network')
    .option('--store <folder>', 'where its plan is kept (default: runs/<name of the study>)')
    .option('--json', 'print what is there as JSON')
    .action(async (path: string, options: FetchOptions) =>
      setStatus(await (await import('../commands/fetch.ts')).fetchStudy(path, options)),
    );
  addPartOptions(addSourceOptions(fetch));
  addStore(program, setStatus);
  addReports(program, setStatus);
  addQueueCommands(program, setStatus);
}

function addStore(program: Command, setStatus: (status: number) => void): void {
  program
    .command('store')
    .argument('<store>', 'folder that holds the stages of a study; STORE#STUDY for one study of it')
    .description('list what a store holds, check it, remove what no study needs')
    .option('--verify', 'compare every file with the hash in its record')
    .option('--prune', 'show what no study of the store needs')
    .option('--yes', 'with --prune: remove it')
    .option('--json', 'print the result as JSON')
    .action(async (store: string, options: StoreOptions) =>
      setStatus(await (await import('../commands/store.ts')).store(store, options)),
    );
}

function addReports(program: Command, setStatus: (status: number) => void): void {
  program
    .command('report')
    .argument('<store>', 'folder that holds the stages of a study; STORE#STUDY where it has several')
    .description('write the report of a store again, without running anything')
    .option('--out <folder>', 'where the report goes (default: reports/<study> in the store)')
    .option('--json', 'print the result as JSON')
    .action(async (store: string, options: ReportOptions) =>
      setStatus(await (await import('../commands/report.ts')).report(store, options)),
    );
  program
    .command('analyse')
    .argument('<items>', 'table with a row for each item of each run, .parquet or .csv')
    .description('write the report of an item table, whoever has made the runs in it')
    .requiredOption('--out <folder>', 'where the report goes')
    .option('--study <file>', 'study file with the arms, the primary contrasts and the margin')
    .option('--parallel <list>', 'targets whose items are the same in every language, separated by commas', nameList)
    .option('--margin <points>', "the smallest difference that matters (default: the study's, or 1)", pointsNumber)
    .option(
      '--layer <number>',
      'of a table with several layers of sentence embeddings, the rows of this one',
      layerNumber,
    )
    .option('--json', 'print the result as JSON')
    .action(async (items: string, options: AnalyseOptions) =>
      setStatus(await (await import('../commands/analyse.ts')).analyse(items, options)),
    );
}
