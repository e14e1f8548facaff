// Answers to all questions of a study: from options, from a person, or the defaults; each is checked at once.
import { type Problem, RequestError } from '@stopover/core';
import { Findings, nameProblems, parseStudy, StudyError, StudyFileError } from '@stopover/study';
import type { Catalogs } from '../composition/compose.ts';
import type { Asking } from './ask.ts';
import { defaults, type Question, questions, type StudyAnswers } from './study-answers.ts';
import { studyText } from './study-text.ts';

/** What the options answer. */
export type GivenAnswers = { readonly [K in keyof StudyAnswers]?: string };

/** Where further answers come from; null: what nobody gives is taken by default. */
export interface AnswerOptions {
  readonly given: GivenAnswers;
  readonly catalogs: Catalogs;
  readonly asking: Asking | null;
  /** Takes what is wrong with an answer that is asked for again. */
  readonly note: (line: string) => void;
}

const withDefaults = (known: Partial<StudyAnswers>): StudyAnswers => ({
  model: known.model ?? defaults.model(known),
  targets: known.targets ?? defaults.targets(known),
  intermediates: known.intermediates ?? defaults.intermediates(known),
  languages: known.languages ?? defaults.languages(known),
  shots: known.shots ?? defaults.shots(known),
  budget: known.budget ?? defaults.budget(known),
});

/** @throws StudyError naming the options whose answers do not fit. */
export async function answerStudy(options: AnswerOptions): Promise<StudyAnswers> {
  const { given, asking } = options;
  let known: Partial<StudyAnswers> = {};
  const findings = new Findings();
  for (const one of Object.values(questions)) {
    const written = given[one.field];
    if (written !== undefined) known = { ...known, ...readOption(one, written, known, options, findings) };
  }
  findings.end();
  if (!asking) return withDefaults(known);
  for (const one of Object.values(questions)) {
    if (given[one.field] !== undefined) continue;
    known = { ...known, ...(await askFor(one, known, asking, options)) };
  }
  return withDefaults(known);
}

function readOption(
  one: Question,
  written: string,
  known: Partial<StudyAnswers>,
  { catalogs }: AnswerOptions,
  findings: Findings,
): Partial<StudyAnswers> {
  const { answer, problems } = checked(one, written, known, catalogs);
  findings.add(...problems);
  return answer;
}

async function askFor(
  one: Question,
  known: Partial<StudyAnswers>,
  asking: Asking,
  { catalogs, note }: AnswerOptions,
): Promise<Partial<StudyAnswers>> {
  for (;;) {
    const usual = inWords(defaults[one.field](known));
    const written = await asking.ask(`${one.text} [${usual}]: `, `--${one.field}`);
    const { answer, problems } = checked(one, written.trim() === '' ? usual : written, known, catalogs);
    const [problem] = problems;
    if (!problem) return answer;
    note(new RequestError(problem).message);
  }
}

/** An answer as it is read, with what is wrong with it: judged as part of a whole study. */
function checked(one: Question, written: string, known: Partial<StudyAnswers>, catalogs: Catalogs) {
  const where = `--${one.field}`;
  const read = one.read(written);
  if (read === undefined) {
    const problem: Problem = { where, what: `"${written}" cannot be read`, remedy: `${sentence(one.form)}.` };
    return { answer: {}, problems: [problem] };
  }
  const answer: Partial<StudyAnswers> = { [one.field]: read };
  const own = problemsOf(withDefaults({ ...known, ...answer }), catalogs).filter((problem) =>
    new RegExp(`, ${one.field}\\b`).test(problem.where),
  );
  return { answer, problems: own.map(({ what, remedy }) => ({ where, what: withoutPlace(what), remedy })) };
}

/** Answers are no lines of a file: the place of the first of two is left out. */
const withoutPlace = (what: string): string => what.replace(/, here and at study\.yaml, line .*$/, '');

/** Everything that is wrong with a study of these answers. */
function problemsOf(answers: StudyAnswers, catalogs: Catalogs): readonly Problem[] {
  try {
    return nameProblems(parseStudy(studyText('study', answers, 'study.yaml'), 'study.yaml'), catalogs);
  } catch (error) {
    if (error instanceof StudyFileError) return [...error.problems, ...nameProblems(error.draft, catalogs)];
    if (error instanceof StudyError) return error.problems;
    throw error;
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const inWords = (answer: StudyAnswers[keyof StudyAnswers]): string =>
  typeof answer === 'string' ? answer : answer.length === 0 ? 'none' : answer.join(', ');
