import { de } from './grammars/de.ts';
import { en } from './grammars/en.ts';
import { es } from './grammars/es.ts';
import { it } from './grammars/it.ts';
import { ru } from './grammars/ru.ts';
import { sw } from './grammars/sw.ts';
import { tr } from './grammars/tr.ts';
import { vi } from './grammars/vi.ts';
import { zh } from './grammars/zh.ts';
import type { Language } from './language.ts';

/** The languages of the world, English first. */
export const languages = { en, de, es, it, ru, tr, sw, zh, vi } as const satisfies Record<string, Language>;

export type LanguageCode = keyof typeof languages;

/** Codes in a fixed order. */
export const languageCodes: readonly LanguageCode[] = ['en', 'de', 'es', 'it', 'ru', 'tr', 'sw', 'zh', 'vi'];

/** The names that data sets give a language: Tatoeba's ISO 639-3 code, Universal Dependencies' English name. */
export const otherNames: Readonly<Record<LanguageCode, { readonly iso3: string; readonly english: string }>> = {
  en: { iso3: 'eng', english: 'English' },
  de: { iso3: 'deu', english: 'German' },
  es: { iso3: 'spa', english: 'Spanish' },
  it: { iso3: 'ita', english: 'Italian' },
  ru: { iso3: 'rus', english: 'Russian' },
  tr: { iso3: 'tur', english: 'Turkish' },
  sw: { iso3: 'swh', english: 'Swahili' },
  zh: { iso3: 'cmn', english: 'Chinese' },
  vi: { iso3: 'vie', english: 'Vietnamese' },
};
