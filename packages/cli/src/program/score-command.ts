import type { Command } from 'commander';
import type { ScoreOptions } from '../commands/score.ts';

/** Adds `score`: scores of a submission folder. */
export function addScoreCommand(program: Command, setStatus: (status: number) => void): void {
  program
    .command('score')
    .description('score a folder of predictions as the scripts of XTREME and XTREME-R do')
    .requiredOption('--suite <name>', 'xtreme or xtreme-r')
    .requiredOption('--predictions <folder>', 'one folder per task, with test-<language> files')
    .requiredOption('--labels <folder>', 'the same, with the right answers')
    .option('--profile <name>', 'xtreme-2020, seqeval-1 (other tag scores), or strict (nothing passes)', 'xtreme-2020')
    .option('--json', "print the scores as JSON, under evaluate.py's keys")
    .action(async (options: ScoreOptions) => setStatus(await (await import('../commands/score.ts')).score(options)));
}
