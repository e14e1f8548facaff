import type { Command } from 'commander';
import type { CompareCommandOptions } from '../commands/compare.ts';
import type { PublishOptions } from '../commands/publish.ts';
import type { OutputOptions } from './options.ts';

/** Adds what is asked of studies that were run: claims, compare, publish. */
export function addVerdictCommands(program: Command, setStatus: (status: number) => void): void {
  program
    .command('claims')
    .argument('<store>', 'folder that holds the stages of a study; STORE#STUDY where it has several')
    .description('say of each of ten published claims what a study says of it')
    .option('--json', 'print the result as JSON')
    .action(async (store: string, options: OutputOptions) =>
      setStatus(await (await import('../commands/claims.ts')).claims(store, options)),
    );
  program
    .command('compare')
    .argument('<first>', 'folder that holds the stages of a study; STORE#STUDY where it has several')
    .argument('<second>', 'another, or the same with another study')
    .description('compare what two studies both have: the second minus the first')
    .option('--out <folder>', 'also write the comparison as Markdown, CSV and JSON')
    .option('--json', 'print the result as JSON')
    .action(async (first: string, second: string, options: CompareCommandOptions) =>
      setStatus(await (await import('../commands/compare.ts')).compare(first, second, options)),
    );
  program
    .command('publish')
    .argument('<store>', 'folder that holds the stages of a study; STORE#STUDY where it has several')
    .description('write a study as a data set for the hub: items, scores, report and card; nothing is sent')
    .requiredOption('--out <folder>', 'a new folder: nothing is written over')
    .option('--json', 'print what was written as JSON')
    .action(async (store: string, options: PublishOptions) =>
      setStatus(await (await import('../commands/publish.ts')).publish(store, options)),
    );
}
