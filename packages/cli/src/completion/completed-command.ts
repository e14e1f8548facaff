// What a shell completes, from the definitions of the commands: what they say of themselves is all that there is.
import type { Argument, Command, Option } from 'commander';
import type { KnownNames } from './known-names.ts';

/** What may stand for a value. */
export interface CompletedValue {
  readonly names: readonly string[];
  /** Whether several may stand there, with commas between. */
  readonly list: boolean;
  /** What paths may stand there as well; null for none. */
  readonly paths: 'any' | 'folders' | null;
}

/** One option of a command. */
export interface CompletedOption {
  /** Its spellings: `-h` and `--help`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Null where it takes none. */
  readonly value: CompletedValue | null;
}

/** One command, with what may follow its name. */
export interface CompletedCommand {
  /** `data check`; empty for the program itself. */
  readonly path: string;
  readonly below: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
  /** What stands after it, in order. */
  readonly places: readonly CompletedValue[];
  /** Whether the last of them may be repeated. */
  readonly variadic: boolean;
}

/** A command and all below it that are not hidden, the program first. */
export function completedCommands(command: Command, known: KnownNames, path = ''): readonly CompletedCommand[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  const options = [...help.visibleOptions(command), ...(path === '' ? [] : help.visibleGlobalOptions(command))];
  const own: CompletedCommand = {
    path,
    below: below.map((one) => ({ name: one.name(), description: one.description() })),
    options: options.map((option) => ({
      flags: [option.short, option.long].flatMap((flag) => flag ?? []),
      description: option.description,
      value: option.required || option.optional ? completedValue(option, option.attributeName(), known) : null,
    })),
    places: command.registeredArguments.map((argument) => completedValue(argument, argument.name(), known)),
    variadic: command.registeredArguments.at(-1)?.variadic ?? false,
  };
  const under = below.flatMap((one) => completedCommands(one, known, `${path} ${one.name()}`.trim()));
  return [own, ...under];
}

/** What an option or an argument takes: its own choices, names that are known here, else a file or a folder. */
function completedValue(from: Option | Argument, name: string, known: KnownNames): CompletedValue {
  const placeholder = 'flags' in from ? (/[<[](.*)[>\]]/.exec(from.flags)?.[1] ?? '') : name;
  const names = from.argChoices ?? known.namesOf(name, placeholder) ?? [];
  const list = /^(list|cells)$/.test(placeholder);
  // What has a fixed set of choices takes no path.
  return { names, list, paths: from.argChoices ? null : pathsOf(placeholder, names) };
}

/** Numbers, shares and texts: there is nothing to offer. */
const open = /^(n|steps|tokens|rate|share|points|lead|text|key|list|cells|path=value|LxHxAxF|how|command|shell)$/;

function pathsOf(placeholder: string, names: readonly string[]): CompletedValue['paths'] {
  if (/\b(folder|store|first|second)\b/.test(placeholder)) return 'folders';
  if (open.test(placeholder)) return null;
  // A name that is known here is no path, but a model or a recipe may be one.
  return names.length > 0 && /^(name|tasks)$/.test(placeholder) ? null : 'any';
}
