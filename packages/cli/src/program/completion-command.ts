import { Argument, type Command } from 'commander';
import type { Shell } from '../commands/completion.ts';

const shells = ['bash', 'zsh', 'fish'] as const satisfies readonly Shell[];

/** Adds `completion`, which prints what the other commands say of themselves in the language of a shell. */
export function addCompletionCommand(program: Command, setStatus: (status: number) => void): void {
  program
    .command('completion')
    .description('print a script that completes commands, options and names in a shell')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(shells))
    .action(async (shell: Shell) =>
      setStatus(await (await import('../commands/completion.ts')).completion(program, shell)),
    )
    .addHelpText(
      'after',
      `
In bash:  echo 'source <(stopover completion bash)' >> ~/.bashrc
In zsh:   echo 'source <(stopover completion zsh)' >> ~/.zshrc       (after compinit)
In fish:  stopover completion fish > ~/.config/fish/completions/stopover.fish
A file is faster than asking at every start; write it again after an upgrade. Where stopover is installed in a project
alone: alias stopover='npx stopover' (bash, zsh), and npx stopover in place of stopover above.`,
    );
}
