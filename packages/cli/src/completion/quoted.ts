/** A text as one word of bash, zsh or, with `fish`, of fish: in single quotes. */
export const quoted = (text: string, shell: 'sh' | 'fish' = 'sh'): string =>
  shell === 'sh' ? `'${text.replaceAll("'", `'\\''`)}'` : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
