import type { CompletedCommand, CompletedValue } from './completed-command.ts';
import { quoted } from './quoted.ts';
import { valueLines } from './value-lines.ts';

/** The completion script for bash, from 3.2 on. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const below = commands.filter((one) => one.below.length > 0);
  return `# Completion of stopover for bash, made by \`stopover completion bash\`. Source it in ~/.bashrc.

_stopover_commands() {
  case "$1" in
${below.map((one) => `    ${quoted(one.path)}) echo ${quoted(one.below.map(({ name }) => name).join(' '))} ;;`).join('\n')}
  esac
}

_stopover_options() {
  case "$1" in
${commands.map((one) => `    ${quoted(one.path)}) echo ${quoted(one.options.flatMap(({ flags }) => flags).join(' '))} ;;`).join('\n')}
  esac
}

# Sets what stands for a value; false where none does.
_stopover_value() {
  case "$1|$2" in
${commands.flatMap((command) => valueLines(command, line)).join('\n')}
    *) return 1 ;;
  esac
}
${walk}
complete -F _stopover stopover
`;
}

const line = (patterns: readonly string[], { names, list, paths }: CompletedValue): string =>
  `    ${patterns.join('|')}) names=${quoted(names.join(' '))} list=${list ? 'yes' : "''"} paths=${paths ?? "''"} ;;`;

/** What does not depend on the commands. The line is split here: bash cuts words at = and : as well. */
const walk = `
_stopover() {
  local IFS=$' \\t\\n' line=\${COMP_LINE:0:COMP_POINT} cur='' command='' want='' place=0 word i n
  local names='' list='' paths='' base='' cut='' one
  local -a words=()
  read -ra words <<< "$line"
  n=\${#words[@]}
  if [[ $line != *[[:space:]] ]]; then n=$((n - 1)); cur=\${words[n]}; fi
  for ((i = 1; i < n; i++)); do
    word=\${words[i]}
    if [[ -n $want ]]; then want=''; continue; fi
    case "$word" in
      -*=*) ;;
      -*) if _stopover_value "$command" "$word"; then want=$word; fi ;;
      *)
        if [[ " $(_stopover_commands "$command") " == *" $word "* ]]; then command="\${command:+$command }$word"
        else place=$((place + 1)); fi ;;
    esac
  done
  names='' list='' paths=''
  if [[ -n $want ]]; then _stopover_value "$command" "$want"
  elif [[ $cur == --*=* ]]; then
    _stopover_value "$command" "\${cur%%=*}" || return 0
    base="\${cur%%=*}="
    cur=\${cur#*=}
  elif [[ $cur == -* ]]; then names=$(_stopover_options "$command")
  else
    names=$(_stopover_commands "$command")
    if [[ -z $names ]]; then _stopover_value "$command" "#$place" || names=$(_stopover_options "$command"); fi
  fi
  if [[ -n $list ]]; then
    base="$base\${cur%"\${cur##*,}"}"
    cur=\${cur##*,}
  fi
  # What bash takes for the word begins after the last = or :, so no more than that is given back.
  cut="$base$cur"
  cut=\${cut%"\${cut##*[=:]}"}
  [[ $COMP_WORDBREAKS == *=* && $COMP_WORDBREAKS == *:* ]] || cut=''
  COMPREPLY=()
  read -ra words <<< "$names"
  for one in "\${words[@]}"; do
    if [[ $one == "$cur"* ]]; then one=$base$one; COMPREPLY+=("\${one#"$cut"}"); fi
  done
  if [[ -n $list || ( \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ) ]]; then compopt -o nospace 2> /dev/null; fi
  if [[ -n $paths ]]; then
    while IFS= read -r one; do
      [[ -n $one ]] && COMPREPLY+=("$one")
    done < <(if [[ $paths == folders ]]; then compgen -d -- "$cur"; else compgen -f -- "$cur"; fi)
    compopt -o filenames 2> /dev/null
  fi
  return 0
}
`;
