import type { Clause } from '../clause.ts';
import { Dice } from '../dice.ts';
import type { Language } from '../language.ts';
import { languages } from '../languages.ts';
import { drawFacts, drawQuestion, type QuestionItem, renderQuestion } from '../questions.ts';
import { ask } from '../render.ts';
import { sizes } from '../sizes.ts';
import { collect, type Split } from '../splits.ts';
import { sayAll } from '../text.ts';
import { labelOf, remembered, type Table } from './table.ts';

/** Questions asked of one paragraph. */
const perParagraph = 5;

/** `unanswerable`: share of the questions that their paragraph does not answer. */
const items = (repo: string, split: Split, count: number, unanswerable: number) =>
  remembered((seed) => {
    const dice = new Dice(seed, labelOf(repo, split));
    const paragraphs = collect(
      // A few more than needed: some paragraphs do not offer five questions.
      Math.ceil((count / perParagraph) * 1.05) + 1,
      split,
      () => drawFacts(dice),
      (facts) => sayAll(languages.en, facts),
    );
    return paragraphs.flatMap((facts) => questionsOf(dice, facts, unanswerable)).slice(0, count);
  });

/** Up to five different questions of a paragraph. */
function questionsOf(dice: Dice, facts: readonly Clause[], unanswerable: number): readonly QuestionItem[] {
  const seen = new Set<string>();
  const questions: QuestionItem[] = [];
  let answerable = !dice.chance(unanswerable);
  for (let tries = 0; questions.length < perParagraph && tries < 100; tries++) {
    const item = drawQuestion(dice, facts, answerable);
    const key = item ? ask(languages.en, item.question, item.asked).text : '';
    if (!item || seen.has(key)) continue;
    seen.add(key);
    questions.push(item);
    answerable = !dice.chance(unanswerable);
  }
  return questions;
}

const idOf = (prefix: string, index: number) => `${prefix}-${String(index).padStart(5, '0')}`;

function answers(language: Language, item: QuestionItem) {
  const { context, question, answer, start } = renderQuestion(language, item);
  const found = start >= 0;
  return { context, question, answers: { text: found ? [answer] : [], answer_start: found ? [start] : [] } };
}

function squad(repo: string, config: string, split: 'train' | 'validation', unanswerable: number): Table {
  const drawn = items(repo, split, sizes.squad[split], unanswerable);
  return {
    repo,
    config,
    split,
    rows: (seed) =>
      drawn(seed).map((item, index) => ({
        id: idOf(`${config}-${split}`, index),
        title: 'Miniature',
        ...answers(languages.en, item),
      })),
  };
}

const xquad = items('google/xquad', 'test', sizes.xquad, 0);
const xquadLanguages = ['en', 'de', 'es', 'ru', 'tr', 'zh', 'vi'] as const;

/** SQuAD 1.1 and 2.0 in English, and XQuAD with the same paragraphs and questions in every language. */
export const answerTables: readonly Table[] = [
  squad('rajpurkar/squad', 'plain_text', 'train', 0),
  squad('rajpurkar/squad', 'plain_text', 'validation', 0),
  squad('rajpurkar/squad_v2', 'squad_v2', 'train', 0.33),
  squad('rajpurkar/squad_v2', 'squad_v2', 'validation', 0.5),
  ...xquadLanguages.map((code) => ({
    repo: 'google/xquad',
    config: `xquad.${code}`,
    split: 'validation',
    rows: (seed: number) =>
      xquad(seed).map((item, index) => ({ id: idOf('xquad', index), ...answers(languages[code], item) })),
  })),
];
