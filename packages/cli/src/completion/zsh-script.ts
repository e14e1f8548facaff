import type { CompletedCommand, CompletedOption, CompletedValue } from './completed-command.ts';
import { quoted } from './quoted.ts';
import { valueLines } from './value-lines.ts';

/** The completion script for zsh, to be sourced, or kept as `_stopover` in a folder of `fpath`. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const below = commands.filter((one) => one.below.length > 0);
  const described = ({ below: all }: CompletedCommand) => all.map(({ name, description }) => entry(name, description));
  return `#compdef stopover
# Completion of stopover for zsh, made by \`stopover completion zsh\`. Source it in ~/.zshrc, after compinit.

_stopover_commands() {
  case "$1" in
${below.map((one) => `    ${quoted(one.path)}) found=(${described(one).join(' ')}) ;;`).join('\n')}
    *) found=(); return 1 ;;
  esac
}

_stopover_options() {
  case "$1" in
${commands.map((one) => `    ${quoted(one.path)}) found=(${one.options.flatMap(spellings).join(' ')}) ;;`).join('\n')}
  esac
}

# Sets what stands for a value; false where none does.
_stopover_value() {
  case "$1|$2" in
${commands.flatMap((command) => valueLines(command, line)).join('\n')}
    *) return 1 ;;
  esac
}
${walk}`;
}

const spellings = ({ flags, description }: CompletedOption): readonly string[] =>
  flags.map((flag) => entry(flag, description));

/** A name and what it is, as \`_describe\` takes them. */
const entry = (name: string, description: string): string => quoted(`${name.replaceAll(':', '\\:')}:${description}`);

const line = (patterns: readonly string[], { names, list, paths }: CompletedValue): string =>
  `    ${patterns.join('|')}) names=(${names.map((name) => quoted(name)).join(' ')}) list=${list ? 'yes' : "''"} paths=${paths ?? "''"} ;;`;

const walk = `
_stopover_offer() {
  if [[ -n $list ]]; then compset -P '*,'; fi
  if [[ -n $list ]]; then compadd -S '' -a names
  elif (( $#names )); then compadd -a names
  fi
  case "$paths" in
    folders) _files -/ ;;
    any) _files ;;
  esac
}

_stopover() {
  local at='' want='' place=0 word list='' paths=''
  local -a names found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $want ]]; then want=''; continue; fi
    case "$word" in
      -*=*) ;;
      -*) if _stopover_value "$at" "$word"; then want=$word; fi ;;
      *)
        if _stopover_commands "$at" && (( \${found[(I)$word:*]} )); then at="\${at:+$at }$word"
        else place=$((place + 1)); fi ;;
    esac
  done
  names=() list='' paths=''
  if [[ -n $want ]]; then _stopover_value "$at" "$want" && _stopover_offer
  elif [[ $PREFIX == --*=* ]]; then
    _stopover_value "$at" "\${PREFIX%%=*}" || return 1
    compset -P '*='
    _stopover_offer
  elif [[ $PREFIX == -* ]]; then _stopover_options "$at"; _describe -o 'option' found
  elif _stopover_commands "$at"; then _describe 'command' found
  elif _stopover_value "$at" "#$place"; then _stopover_offer
  else _stopover_options "$at"; _describe -o 'option' found
  fi
}

# Read by compinit from a folder, it is the function itself; sourced, it says for what it is.
if [[ $funcstack[1] == _stopover ]]; then _stopover "$@"; else compdef _stopover stopover; fi
`;
