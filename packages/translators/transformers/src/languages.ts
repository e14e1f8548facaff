import { iso639Of, scriptOf } from '@stopover/translation';

/** FLORES-200 names one language where ISO 639-3 has a group of them: its code for the one that the tag usually means. */
const flores = new Map(
  Object.entries({
    ara: 'arb',
    aze: 'azj',
    est: 'est',
    fas: 'pes',
    ful: 'fuv',
    grn: 'grn',
    kau: 'knc',
    kon: 'kon',
    kur: 'kmr',
    lav: 'lvs',
    mlg: 'plt',
    mon: 'khk',
    msa: 'zsm',
    nep: 'npi',
    nor: 'nob',
    ori: 'ory',
    orm: 'gaz',
    pus: 'pbt',
    que: 'quy',
    sqi: 'als',
    srd: 'srd',
    swa: 'swh',
    uzb: 'uzn',
    yid: 'ydd',
    aym: 'ayr',
  }),
);

/** Languages that M2M100 and mBART call otherwise than BCP 47. */
const otherwise = new Map([
  ['nb', 'no'],
  ['fil', 'tl'],
]);

/**
 * How a multilingual tokenizer calls a language (BCP 47), among the codes that it knows: `spa_Latn` (NLLB), `es` (M2M100),
 * `es_XX` (mBART); undefined for one that it does not know.
 */
export function codeAmong(known: readonly string[], tag: string): string | undefined {
  const iso = iso639Of(tag);
  const { language } = new Intl.Locale(tag);
  const named = [`${flores.get(iso) ?? iso}_${scriptOf(tag)}`, tag, language, otherwise.get(language), iso];
  return (
    named.find((code) => code !== undefined && known.includes(code)) ??
    known.find((code) => code.startsWith(`${language}_`))
  );
}
