import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from './program.ts';

const program = createProgram(() => undefined);

/** A command and all below it, each with its whole name. */
function walk(command: Command, path: string): readonly { readonly path: string; readonly command: Command }[] {
  return [{ path, command }, ...command.commands.flatMap((below) => walk(below, `${path} ${below.name()}`))];
}

/** What `--help` prints, on a terminal of 100 columns. */
function helpOf(command: Command): string {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  command.configureOutput({ writeOut: write, getOutHelpWidth: () => 100, getOutHasColors: () => false });
  command.outputHelp();
  return text;
}

// What executors and `run` start; nobody types it.
const hidden = ['stopover stage', 'stopover worker', 'stopover expect'];
const commands = walk(program, 'stopover');

describe('the help of a command', () => {
  it.each(commands)('is kept: $path', ({ command }) => {
    expect(helpOf(command)).toMatchSnapshot();
  });

  it.each(commands.filter(({ path }) => !hidden.includes(path)))('says what everything is: $path', ({ command }) => {
    expect(command.description()).not.toBe('');
    const untold = [
      ...command.options.filter(({ hidden, description }) => !hidden && description === '').map(({ flags }) => flags),
      ...command.registeredArguments.filter(({ description }) => description === '').map((argument) => argument.name()),
    ];
    expect(untold).toEqual([]);
  });

  it('names every command below that is not hidden', () => {
    const unnamed = commands.flatMap(({ path, command }) => {
      const listed = helpOf(command).split('\n');
      return command.commands
        .filter((below) => !listed.some((line) => line.startsWith(`  ${below.name()} `)))
        .map((below) => `${path} ${below.name()}`);
    });
    expect(unnamed).toEqual(hidden);
  });

  it('has no place of this machine in it', () => {
    const places = [process.cwd(), process.env['HOME'] ?? '/root'].filter((place) => place.length > 1);
    const told = commands.filter(({ command }) => places.some((place) => helpOf(command).includes(place)));
    expect(told.map(({ path }) => path)).toEqual([]);
  });
});
