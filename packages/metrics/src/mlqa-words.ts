import { DataError } from '@stopover/core';
import { mlqaPunctuation } from './mlqa-punctuation.ts';
import { splitWords, wholeWords } from './python-text.ts';

/** What MLQA's script removes as articles, by language. Hindi and Chinese have none. */
const articles: Readonly<Record<string, RegExp | null>> = {
  // The script takes "ال" out of the middle of words too.
  ar: /ال/g,
  de: wholeWords('ein|eine|einen|einem|eines|einer|der|die|das|den|dem|des'),
  en: wholeWords('a|an|the'),
  es: wholeWords('un|una|unos|unas|el|la|los|las'),
  hi: null,
  vi: wholeWords('của|là|cái|chiếc|những'),
  zh: null,
};

/** The Chinese characters that the script takes for words. */
const ideographs = /[\u4e00-\u9fa5]/g;

/**
 * Words of an answer as MLQA's script compares them: lower case, without any punctuation, without the articles of the
 * language, split at white space; in Chinese every character is a word.
 * @throws DataError for a language that MLQA does not have.
 */
export function mlqaWords(answer: string, language: string): readonly string[] {
  const { language: code } = new Intl.Locale(language);
  const article = articles[code];
  if (article === undefined) {
    throw new DataError({
      where: 'metric of MLQA',
      what: `its rules do not cover the language "${language}"`,
      remedy: `Use exactMatch and tokenF1, or one of ${Object.keys(articles).join(', ')}.`,
    });
  }
  const bare = answer.toLowerCase().replace(mlqaPunctuation, '');
  const text = article ? bare.replace(article, ' ') : bare;
  return splitWords(code === 'zh' ? text.replace(ideographs, ' $& ') : text);
}
