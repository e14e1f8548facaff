/** XTREME's 33 languages by their configurations on the hub, English first, then the five that XTREME-R adds. */
export const languages = {
  'udpos.English': 'en',
  'udpos.Afrikaans': 'af',
  'udpos.Arabic': 'ar',
  'udpos.Basque': 'eu',
  'udpos.Bulgarian': 'bg',
  'udpos.Chinese': 'zh',
  'udpos.Dutch': 'nl',
  'udpos.Estonian': 'et',
  'udpos.Finnish': 'fi',
  'udpos.French': 'fr',
  'udpos.German': 'de',
  'udpos.Greek': 'el',
  'udpos.Hebrew': 'he',
  'udpos.Hindi': 'hi',
  'udpos.Hungarian': 'hu',
  'udpos.Indonesian': 'id',
  'udpos.Italian': 'it',
  'udpos.Japanese': 'ja',
  'udpos.Kazakh': 'kk',
  'udpos.Korean': 'ko',
  'udpos.Marathi': 'mr',
  'udpos.Persian': 'fa',
  'udpos.Portuguese': 'pt',
  'udpos.Russian': 'ru',
  'udpos.Spanish': 'es',
  'udpos.Tagalog': 'fil',
  'udpos.Tamil': 'ta',
  'udpos.Telugu': 'te',
  'udpos.Thai': 'th',
  'udpos.Turkish': 'tr',
  'udpos.Urdu': 'ur',
  'udpos.Vietnamese': 'vi',
  'udpos.Yoruba': 'yo',
  'udpos.Lithuanian': 'lt',
  'udpos.Polish': 'pl',
  'udpos.Romanian': 'ro',
  'udpos.Ukrainian': 'uk',
  'udpos.Wolof': 'wo',
} as const;

/** Configurations of what XTREME-R adds, which the hub's XTREME has not. */
export const added: readonly string[] = [
  'udpos.Lithuanian',
  'udpos.Polish',
  'udpos.Romanian',
  'udpos.Ukrainian',
  'udpos.Wolof',
];

/** The same languages by the codes that files of treebanks begin with, English first. */
export const treebankLanguages = {
  ...{ en: 'en', af: 'af', ar: 'ar', bg: 'bg', de: 'de', el: 'el', es: 'es', et: 'et', eu: 'eu', fa: 'fa', fi: 'fi' },
  ...{ fr: 'fr', he: 'he', hi: 'hi', hu: 'hu', id: 'id', it: 'it', ja: 'ja', kk: 'kk', ko: 'ko', lt: 'lt', mr: 'mr' },
  ...{ nl: 'nl', pl: 'pl', pt: 'pt', ro: 'ro', ru: 'ru', ta: 'ta', te: 'te', th: 'th', tl: 'fil', tr: 'tr', uk: 'uk' },
  ...{ ur: 'ur', vi: 'vi', wo: 'wo', yo: 'yo', zh: 'zh' },
} as const;
