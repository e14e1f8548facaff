import type { Command } from 'commander';
import { bashScript } from '../completion/bash-script.ts';
import { completedCommands } from '../completion/completed-command.ts';
import { fishScript } from '../completion/fish-script.ts';
import { knownNames } from '../completion/known-names.ts';
import { zshScript } from '../completion/zsh-script.ts';
import { composeCatalogs } from '../composition/compose.ts';
import { pluginsFor } from '../composition/named-plugins.ts';
import { createTerminal } from '../program/terminal.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** A shell that is completed for. */
export type Shell = keyof typeof scripts;

/** Prints the completion script of a shell, with the names that are known here, those of this folder's plugins included. */
export async function completion(program: Command, shell: Shell): Promise<number> {
  const names = program.createHelp().visibleCommands(program);
  const known = knownNames(
    await composeCatalogs(await pluginsFor({})),
    names.map((command) => command.name()),
  );
  createTerminal({}).print(scripts[shell](completedCommands(program, known)).trimEnd());
  return 0;
}
