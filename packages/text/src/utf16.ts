/**
 * From code points, in which the native tokenizer and Python count, to UTF-16 units, in which JavaScript slices.
 * The identity for a text without characters beyond U+FFFF.
 */
export function utf16Offsets(text: string): (codePoints: number) => number {
  if (!/[\ud800-\udfff]/.test(text)) return (codePoints) => codePoints;
  const units: number[] = [];
  let unit = 0;
  for (const character of text) {
    units.push(unit);
    unit += character.length;
  }
  return (codePoints) => units[codePoints] ?? text.length;
}
