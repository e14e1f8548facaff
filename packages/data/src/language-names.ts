// Languages by what they are called in English, for who writes a name in the place of a tag.

/** Whether a text is a language's tag (BCP 47) in its usual spelling: no language has a subtag of more than three letters. */
export function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text && /^[a-z]{2,3}(-|$)/.test(text);
  } catch {
    return false;
  }
}

/** What to say of a text that is none, behind the text itself. */
export function tagFault(text: string): string {
  const meant = languageCalled(text);
  const hint = meant === undefined ? ', like sw or zh-Hans' : `: did you mean "${meant}"?`;
  return `must be a BCP 47 tag in its usual spelling, which begins with two or three letters${hint}`;
}

/** The tag (BCP 47) of the language with a subtag of two letters that has an English name: `sw` of "Swahili"; else undefined. */
export function languageCalled(name: string): string | undefined {
  const key = name.trim().toLowerCase().replaceAll('_', ' ');
  if (key.length < 4) return undefined;
  const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCodePoint(97 + i));
  const tags = letters.flatMap((first) => letters.map((second) => first + second));
  const meant = tags.find((tag) => names.of(tag)?.toLowerCase() === key);
  return meant && Intl.getCanonicalLocales(meant)[0];
}
