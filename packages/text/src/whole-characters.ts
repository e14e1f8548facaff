/** Where tokens of a text start and end, in UTF-16 units. */
interface Places {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/**
 * The ends of a text's tokens, moved behind the combining marks that follow and belong to no token. Normalizers compose
 * a letter and its marks, and the token then has the letter's place alone: cut there, an answer would lose its accent.
 */
export function wholeCharacters(text: string, { starts, ends }: Places): Int32Array {
  if (!/\p{M}/u.test(text)) return ends;
  return ends.map((end, token) => {
    const next = starts[token + 1] ?? text.length;
    const marks = next > end ? /^\p{M}+/u.exec(text.slice(end, next)) : null;
    return end + (marks?.[0].length ?? 0);
  });
}
