/** The commands of a block for a shell, each as its words: lines joined and divided as the shell does it, without comments. */
export function commandsOf(block: string): readonly (readonly string[])[] {
  const lines = block.replaceAll(/\\\n\s*/g, ' ').split('\n');
  return lines.flatMap((line) => divided(wordsOf(line))).filter((words) => words.length > 0);
}

/** Quoted parts belong to their word; what stands behind a `#` is a comment. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    if (word.startsWith('#')) break;
    words.push(word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  }
  return words;
}

function divided(words: readonly string[]): readonly (readonly string[])[] {
  const end = words.indexOf('&&');
  return end < 0 ? [words] : [words.slice(0, end), ...divided(words.slice(end + 1))];
}
