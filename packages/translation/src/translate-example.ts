import type { Example, Kind } from '@stopover/core';
import { findAnswer } from './find-answer.ts';
import { scriptOf } from './iso639.ts';
import { isUnspaced, sentencesOf } from './sentences.ts';

/**
 * Of the rules by which examples become examples of another language. Part of every key: a change of a rule that
 * changes results changes it.
 */
export const translationRules = 1;

/** An example in the other language, or why it cannot be had there. */
export type Translated = { readonly example: Example<Kind> } | { readonly lost: string };

/** Gives the translation of a sentence that `sentencesIn` has named. */
export type Lookup = (sentence: string) => string;

/** Why a kind of task cannot be translated; undefined for one that can. */
export function untranslatable(kind: Kind): string | undefined {
  switch (kind) {
    case 'tagging':
      return 'it tags words, and a translation has other words in another order';
    case 'bitext':
      return 'it looks for translations, which a translator would give away';
    case 'ranking':
      return 'it ranks candidates across languages, which translating would make one';
    case 'mlm':
      return 'it learns from plain text, of which there is enough in every language';
    case 'classification':
    case 'choice':
    case 'span':
      return undefined;
  }
}

/** The texts of an example that have to be translated, in order; an answer stands for itself. */
function textsOf(example: Example<Kind>): readonly string[] {
  if ('choices' in example) return [example.context, ...example.choices];
  if ('question' in example) return [example.question, example.context, ...example.gold.texts.slice(0, 1)];
  if ('text' in example)
    return 'pair' in example && example.pair !== undefined ? [example.text, example.pair] : [example.text];
  return [];
}

/** The sentences of an example, in order, with repetitions. */
export const sentencesIn = (example: Example<Kind>): readonly string[] =>
  textsOf(example).flatMap((text) => sentencesOf(text).map((sentence) => sentence.text));

/** A text in another language: each sentence by itself, with the gaps it had. */
function translateText(text: string, lookup: Lookup, to: string): { text: string; starts: readonly number[] } {
  const starts: number[] = [];
  let whole = '';
  for (const sentence of sentencesOf(text)) {
    starts.push(whole.length);
    // Full stops of Chinese or Hindi need no space behind them, those of English do.
    const gap = sentence.gap === '' && !isUnspaced(scriptOf(to)) ? ' ' : sentence.gap;
    whole += lookup(sentence.text) + gap;
  }
  return { text: whole.trimEnd(), starts };
}

/** An example with its texts translated; its gold answer stays, but for the answer of a span, which is found again. */
export function translateExample(example: Example<Kind>, to: string, lookup: Lookup): Translated {
  const of = (text: string) => translateText(text, lookup, to).text;
  if (sentencesIn(example).some((sentence) => lookup(sentence).trim() === '')) {
    return { lost: 'the translation of a sentence is empty' };
  }
  if ('choices' in example) {
    return { example: { ...example, context: of(example.context), choices: example.choices.map(of) } };
  }
  if ('question' in example) return translateSpan(example, to, lookup);
  if (!('text' in example) || example.gold === null) return { lost: 'this kind of task cannot be translated' };
  const { pair } = example;
  return { example: { ...example, text: of(example.text), ...(pair !== undefined && { pair: of(pair) }) } };
}

function translateSpan(example: Example<'span'>, to: string, lookup: Lookup): Translated {
  const { question, context, gold } = example;
  const asked = translateText(question, lookup, to).text;
  const read = translateText(context, lookup, to);
  const plain = { ...example, question: asked, context: read.text };
  const [answer] = gold.texts;
  if (answer === undefined) return { example: plain };
  const sentences = sentencesOf(context);
  const index = sentences.findIndex(({ text, start }) => gold.start >= start && gold.start < start + text.length);
  const sentence = sentences[index];
  if (!sentence || gold.start + answer.length > sentence.start + sentence.text.length) {
    return { lost: 'the answer is longer than a sentence' };
  }
  const translated = lookup(sentence.text);
  const found = findAnswer(translateText(answer, lookup, to).text, translated, scriptOf(to));
  if (typeof found === 'string') return { lost: `the translated answer is ${found} in its sentence` };
  const start = (read.starts[index] ?? 0) + found.start;
  return { example: { ...plain, gold: { texts: [found.text], start } } };
}
