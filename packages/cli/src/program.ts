import { Command } from 'commander';
import { addListCommands } from './list-commands.ts';
import { addStageCommands } from './stage-commands.ts';
import { addStudyCommands } from './study-commands.ts';
import { version } from './version.ts';

/** The command line; `setStatus` gets the exit status of the command that ran. Commands are imported when called. */
export function createProgram(setStatus: (status: number) => void): Command {
  const program = new Command('stopover')
    .description('What is an English stop worth on the way to another language, against going there directly?')
    .version(version)
    .option('--debug', 'show the stack of an error')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', '\nBegin with `stopover demo`: the whole study on embedded data, without any download.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`stopover: ${usageError(text)}\n`) });
  addStudyCommands(program, setStatus);
  addStageCommands(program, setStatus);
  addListCommands(program, setStatus);
  return program;
}

/** Commander's message of a wrong command line, as one paragraph. */
export const usageError = (text: string): string =>
  `${text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.*$/, '')}. See \`stopover --help\`.`;
