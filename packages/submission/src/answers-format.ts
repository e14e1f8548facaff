import type { Metric, Pair } from '@stopover/core';
import { exactMatch, missingAnswer, mlqaExactMatch, mlqaF1, tokenF1 } from '@stopover/metrics';
import { assertSomeRows } from './assert-rows.ts';
import { attempt, readBoth } from './attempt.ts';
import { type Tell, Unfit } from './finding.ts';
import type { Format } from './format.ts';
import { asList, asObject, asText, type JsonMember, type JsonNode, memberOf } from './json-node.ts';
import { readMap, tellExtra } from './prediction-map.ts';
import { readJson } from './read-json.ts';

interface Question {
  readonly id: string;
  readonly line: number;
  readonly answers: JsonNode | undefined;
}

const answersFormat = (em: Metric<'span'>, f1: Metric<'span'>): Format => ({
  suffix: 'json',
  layout: 'predictions: an object of answers by question id; labels: SQuAD 1.1',
  async score(files, _profile, tell) {
    const { predictions, labels: questions } = await readBoth(
      tell,
      async () => readMap(await readJson(files.predictions), files.predictions, tell),
      async () => readQuestions(await readJson(files.labels), files.labels),
    );
    assertSomeRows(questions.length, files.labels);
    const asked = new Map<string, Question>();
    for (const question of questions) {
      const before = asked.get(question.id);
      if (before) {
        const place = { file: files.labels, line: question.line };
        tell('duplicate-question', place, `question "${question.id}" stands in line ${before.line} already`);
      }
      asked.set(question.id, question);
    }
    tellExtra(predictions, asked, files.predictions, tell);
    const pairs = questions.flatMap(
      (question) => attempt(tell, () => pairOf(question, predictions.get(question.id), files, tell)) ?? [],
    );
    const context = { language: files.language };
    return { scores: { exact_match: em.score(pairs, context), f1: f1.score(pairs, context) }, rows: pairs.length };
  },
});

/** Answers scored by SQuAD 1.1's script, with English rules for every language (XQuAD, TyDi QA). */
export const squadFormat: Format = answersFormat(exactMatch, tokenF1);

/** Answers scored by MLQA's script, with rules by language. */
export const mlqaFormat: Format = answersFormat(mlqaExactMatch, mlqaF1);

function readQuestions(node: JsonNode, file: string): readonly Question[] {
  const place = { file };
  return asList(node, place, 'the list of articles').flatMap((article) =>
    asList(memberOf(asObject(article, place, 'an article'), 'paragraphs'), at(article, file), 'paragraphs').flatMap(
      (paragraph) =>
        asList(memberOf(asObject(paragraph, place, 'a paragraph'), 'qas'), at(paragraph, file), 'qas').map((node) => {
          const qa = asObject(node, place, 'a question');
          return {
            id: asText(memberOf(qa, 'id'), at(qa, file), 'id'),
            line: qa.line,
            answers: memberOf(qa, 'answers'),
          };
        }),
    ),
  );
}

function pairOf(
  question: Question,
  given: JsonMember | undefined,
  files: { readonly predictions: string; readonly labels: string },
  tell: Tell,
): Pair<'span'> {
  const place = { file: files.labels, line: question.line };
  if (!given) {
    tell('missing-prediction', place, `question "${question.id}" has no answer in ${files.predictions}`);
    return { gold: { texts: [''], start: 0 }, prediction: missingAnswer };
  }
  const prediction = asText(given.value, { file: files.predictions }, `the answer to "${question.id}"`);
  const texts = asList(question.answers, place, `answers of question "${question.id}"`).map((answer) =>
    asText(memberOf(asObject(answer, place, 'an answer'), 'text'), at(answer, files.labels), 'text'),
  );
  if (texts.length === 0) throw new Unfit('wrong-shape', place, `question "${question.id}" has no right answer`);
  return { gold: { texts, start: 0 }, prediction };
}

const at = ({ line }: JsonNode, file: string) => ({ file, line });
