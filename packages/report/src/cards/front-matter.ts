import { stringify } from 'yaml';

/**
 * The YAML at the head of a card, between its lines of dashes; fields that are undefined are left out. Every text is quoted on one line: the language `no` stays a
 * language for readers of YAML 1.1, and no text ends the block or begins another field.
 */
export const frontMatter = (fields: Readonly<Record<string, unknown>>): string => `---\n${yamlText(fields)}---\n`;

/** A value as YAML that readers of 1.1 and 1.2 understand alike. */
export const yamlText = (value: unknown): string =>
  stringify(value, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });

/** Language codes as the hub knows them, without script and region: each once, sorted. */
export function languageCodes(tags: Iterable<string>): readonly string[] {
  const codes = [...tags].map((tag) => tag.split('-')[0]?.toLowerCase() ?? '');
  return [...new Set(codes)]
    .filter((code) => /^[a-z]{2,3}$/.test(code) && code !== 'mul')
    .sort((a, b) => (a < b ? -1 : 1));
}
