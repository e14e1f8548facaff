const joining = /[\u0d4e\u0e33\u0eb3\uff9e\uff9f]/;

/**
 * Letters, numbers, punctuation and symbols that stand by themselves: a blank between two of them belongs to neither.
 * Not among them: what makes one character with what is before or behind it (Unicode Standard Annex 29: Extend,
 * SpacingMark, Prepend), all surrogates, and what has a blank in it by compatibility, as U+FDFA.
 */
const isPlain = (unit: string) =>
  /[\p{L}\p{N}\p{P}\p{S}]/u.test(unit) && !joining.test(unit) && !/\s/.test(unit.normalize('NFKC'));

let known: Uint8Array | undefined;

/** 1 for each UTF-16 unit that is plain. */
function plain(): Uint8Array {
  known ??= Uint8Array.from({ length: 0x1_00_00 }, (_, unit) => (isPlain(String.fromCharCode(unit)) ? 1 : 0));
  return known;
}

/**
 * Where a text's single blanks are that stand between two plain characters, in UTF-16 units. None where it begins with
 * anything but a plain character: the native library counts a character that it removes there to all that follow.
 */
export function blanksOf(text: string): number[] {
  const units = plain();
  const found: number[] = [];
  if (units[text.charCodeAt(0)] !== 1) return found;
  for (let at = text.indexOf(' ', 1); at > 0; at = text.indexOf(' ', at + 1)) {
    if (units[text.charCodeAt(at - 1)] === 1 && units[text.charCodeAt(at + 1)] === 1) found.push(at);
  }
  return found;
}
