/**
 * How many tokens of each of two texts fit into `room`, cutting the longer one first and both alike when both are
 * longer than half: the lengths that the `longest_first` truncation of Hugging Face's fast tokenizers leaves. In an odd
 * room the longer text keeps the odd token, the second of equals; the slow tokenizers that XTREME's first scripts used
 * leave it to the first text, jiant to the second. Each text that is not empty keeps a token where there is room for two.
 */
export function longestFirst(a: number, b: number, room: number): readonly [number, number] {
  if (a + b <= room) return [a, b];
  const shorter = Math.min(a, b);
  const short = 2 * shorter <= room ? shorter : Math.floor(room / 2);
  return a > b ? [room - short, short] : [short, room - short];
}
