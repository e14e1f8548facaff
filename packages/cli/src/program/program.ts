import { Command, CommanderError, Help, Option } from 'commander';
import { addCompletionCommand } from './completion-command.ts';
import { addListCommands } from './list-commands.ts';
import { addStageCommands } from './stage-commands.ts';
import { addStudyCommands } from './study-commands.ts';
import { addVerdictCommands } from './verdict-commands.ts';
import { version } from './version.ts';

/** A wrong command line, or the end of one that asked for help: commander's error, with the command that it was about. */
export class UsageError extends CommanderError {
  /** `stopover finetune`: whose help tells more. */
  readonly command: string;

  constructor({ exitCode, code, message }: CommanderError, command: string) {
    super(exitCode, code, message);
    this.command = command;
  }
}

/** The command line; `setStatus` gets the exit status of the command that ran. Commands are imported when called. */
export function createProgram(setStatus: (status: number) => void): Command {
  const program = new Command('stopover')
    .description(
      'What is English intermediate-task training worth on the way to another language, against going there directly?',
    )
    .version(version, '-v, --version', 'print the version')
    .addOption(new Option('-V').hideHelp())
    .option('--debug', 'show the stack of an error')
    .helpCommand('help [command]', 'show the help of a command')
    .configureHelp({
      showGlobalOptions: true,
      optionDescription: (option) => {
        const text = plainHelp.optionDescription(option);
        return option.mandatory ? `${text} (required)` : text;
      },
    })
    .addHelpText('after', '\nBegin with `stopover demo`: the whole study on embedded data, without any download.');
  // What -v was called before.
  program.on('option:V', () => {
    process.stdout.write(`${version}\n`);
    throw new UsageError(new CommanderError(0, 'commander.version', version), program.name());
  });
  addStudyCommands(program, setStatus);
  addVerdictCommands(program, setStatus);
  addStageCommands(program, setStatus);
  addListCommands(program, setStatus);
  addCompletionCommand(program, setStatus);
  nameInErrors(program, program.name());
  return program;
}

const plainHelp = new Help();

/** Lets a command and those below it say in an error which help to read. */
function nameInErrors(command: Command, path: string): void {
  command
    .exitOverride((error) => {
      throw new UsageError(error, path);
    })
    .configureOutput({ outputError: (text, write) => write(`stopover: ${usageError(text, path)}\n`) });
  for (const below of command.commands) nameInErrors(below, `${path} ${below.name()}`);
}

/** Commander's message of a wrong command line, as one paragraph that names the command's help. */
export const usageError = (text: string, command: string): string =>
  `${text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.*$/, '')}. See \`${command} --help\`.`;
