/** The files of XQuAD-R, each of one language. */
export const languages = {
  ...{ ar: 'ar', de: 'de', el: 'el', en: 'en', es: 'es', hi: 'hi' },
  ...{ ru: 'ru', th: 'th', tr: 'tr', vi: 'vi', zh: 'zh' },
} as const;
