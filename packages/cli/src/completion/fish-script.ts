import type { CompletedCommand, CompletedValue } from './completed-command.ts';
import { quoted as quotedFor } from './quoted.ts';

const quoted = (text: string): string => quotedFor(text, 'fish');

/** The completion script for fish, to be kept as `completions/stopover.fish`. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const valued = [
    ...new Set(commands.flatMap(({ options }) => options.flatMap(({ flags, value }) => (value ? flags : [])))),
  ];
  const paths = commands.map(({ path }) => path).filter((path) => path !== '');
  return `# Completion of stopover for fish, made by \`stopover completion fish\`. Keep it as ~/.config/fish/completions/stopover.fish.

set -g __stopover_valued ${valued.map(quoted).join(' ')}
set -g __stopover_commands ${paths.map(quoted).join(' ')}
${functions}
complete -c stopover -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, below, options, places, variadic }: CompletedCommand): readonly string[] {
  const add = (rest: string, place?: number | 'more') => {
    const test = place === undefined ? '' : ` ${place}`;
    return `complete -c stopover -n ${quoted(`__stopover_at ${quoted(path)}${test}`)} ${rest}`;
  };
  const commands = below.map(({ name, description }) => add(`-a ${quoted(name)} -d ${quoted(description)}`, 0));
  const own = options.map(({ flags, description, value }) => {
    const spelt = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
    return add(`${spelt.join(' ')}${value ? ` -r ${offered(value)}` : ''} -d ${quoted(description)}`);
  });
  const placed = places.flatMap((value, i) => {
    const rest = offered(value);
    return rest === '-f' ? [] : [add(rest, variadic && i === places.length - 1 ? 'more' : i)];
  });
  return [...commands, ...own, ...placed];
}

/** Names, paths or nothing, as options of \`complete\`. */
function offered({ names, list, paths }: CompletedValue): string {
  const words = names.map(quoted).join(' ');
  const call = names.length > 0 ? [list ? `(__stopover_list ${words})` : names.join(' ')] : [];
  if (paths === 'folders') call.push('(__fish_complete_directories)');
  return [paths === 'any' ? '-F' : '-f', ...(call.length > 0 ? [`-a ${quoted(call.join(' '))}`] : [])].join(' ');
}

/** Where the cursor stands: which command it is, and how many of its arguments are there. */
const functions = `
function __stopover_at
    set -l at
    set -l place 0
    set -l skip no
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test $skip = yes
            set skip no
        else if contains -- $word $__stopover_valued
            set skip yes
        else if string match -q -- '-*' $word
            continue
        else if contains -- (string join ' ' -- $at $word) $__stopover_commands
            set -a at $word
        else
            set place (math $place + 1)
        end
    end
    test "$at" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or test "$argv[2]" = more; or test "$argv[2]" = $place
end

function __stopover_list
    set -l base (string replace -r '^--[^=]*=' '' -- (commandline -ct) | string match -r '.*,')
    for name in $argv
        echo "$base$name"
    end
end
`;
