import { createProgram } from '../../packages/cli/src/program/program.ts';

type Program = ReturnType<typeof createProgram>;

/** The command line as it is, whose commands do nothing. */
function idleProgram(): Program {
  const program = createProgram(() => {});
  const all = (command: Program): readonly Program[] => [command, ...command.commands.flatMap(all)];
  for (const command of all(program)) {
    command.configureOutput({ writeErr: () => {}, writeOut: () => {} });
    if (command.commands.length === 0) command.action(() => {});
  }
  return program;
}

/** What the command line says of such a call; undefined where it would begin. */
export async function refusalOf(args: readonly string[]): Promise<string | undefined> {
  try {
    await idleProgram().parseAsync([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The command that words lead to, and what of its options they name wrongly. */
export function wrongOptions(words: readonly string[]): readonly string[] {
  let command = idleProgram();
  const known = [...command.options];
  for (const word of words) {
    const below = command.commands.find((one) => one.name() === word);
    if (!below) break;
    command = below;
    known.push(...below.options);
  }
  if (command.parent === null && /^[a-z]/.test(words[0] ?? '') && words[0] !== 'help')
    return [`no command ${words[0]}`];
  const named = words.map((word) => /^--[a-z-]+/.exec(word)?.[0]).filter((word) => word !== undefined);
  return named.filter((word) => word !== '--help' && !known.some(({ long }) => long === word));
}
