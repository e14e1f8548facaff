import { type Problem, RequestError, StopoverError } from '@stopover/core';
import { readText, reasonOf } from '@stopover/files';
import type { RetrievalOptions } from '@stopover/training';
import { LineCounter, parseDocument } from 'yaml';
import type { StudyRecipe } from './named-recipes.ts';
import type { Arm } from './results.ts';
import { armProblems } from './study-arms.ts';
import { Findings, StudyError } from './study-error.ts';
import { type Intermediate, intermediatesOf } from './study-intermediates.ts';
import { Places, plainIssues, problemsOf } from './study-problem.ts';
import { knownFields, type StudyFields, studySchema } from './study-schema.ts';
import { listed, type TranslatorChoice, translatorProblems, translatorsOf } from './study-translators.ts';
import { plainValue, unusableNames } from './study-yaml.ts';

/** A target as the file asks for it. */
export interface TargetChoice {
  readonly task: string;
  /** Names of English training recipes of the task; empty: the task's first. */
  readonly training: readonly string[];
  /** BCP 47 tags or configuration names; null: the study's. */
  readonly languages: readonly string[] | null;
  /** What is scored. */
  readonly split: 'test' | 'validation';
  readonly where: string;
}

/** A study file, read and checked as far as it goes without tasks and data. */
export interface Study {
  readonly name: string;
  /** Hub id, or a folder when it starts with `.` or `/`. */
  readonly model: string;
  readonly intermediates: readonly Intermediate[];
  readonly targets: readonly TargetChoice[];
  readonly languages: 'all' | readonly string[];
  readonly arms: readonly Arm[];
  readonly shots: readonly number[];
  readonly buckets: number;
  readonly translators: readonly TranslatorChoice[];
  /** Names of translators for the arms with translations. */
  readonly translateWith: readonly string[];
  readonly seeds: readonly number[];
  readonly recipe: StudyRecipe;
  /** `jiant`, or `jiant, changed` when the study gives fields of its own. */
  readonly recipeName: string;
  /** For bitext targets; null: the mean of the usual layer. */
  readonly retrieval: RetrievalOptions | null;
  readonly backend: string;
  readonly executor: string;
  readonly plugins: readonly string[];
  /** Path of the file as it was given. */
  readonly file: string;
  /** The file as it was written; kept in the store beside the plan. */
  readonly text: string;
  /** Names a place of the file: `study.yaml, line 5, targets[1]`. */
  readonly where: (...path: PropertyKey[]) => string;
}

/** What is wrong with a study file, and what of it is as it should be. */
export class StudyFileError extends StudyError {
  /** Without what is wrong: empty lists, and defaults. */
  readonly draft: Study;

  constructor(problems: readonly [Problem, ...Problem[]], draft: Study) {
    super(problems);
    this.draft = draft;
  }
}

/** Reads a study file. @throws StudyError naming the file, the line, the field and the remedy of everything that is wrong. */
export async function loadStudy(path: string): Promise<Study> {
  const text = await readText(path).catch((error: unknown) => {
    if (error instanceof StopoverError) throw new RequestError(error.problem, { cause: error });
    const remedy = 'Give the path of a study file: `stopover run STUDY.yaml`.';
    throw new RequestError({ where: path, what: `the file cannot be read (${reasonOf(error)})`, remedy });
  });
  return parseStudy(text, path);
}

/** A study from its text. @throws StudyFileError naming the file, the line, the field and the remedy of everything that is wrong. */
export function parseStudy(text: string, fileName: string): Study {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const raw = plainValue(document, fileName, lines);
  const findings = new Findings();
  findings.add(...unusableNames(document, fileName, lines));
  const places = new Places(fileName, document, lines);
  const { fields, where, sound } = soundFields(raw, places.where, findings);
  const study = studyOf(fields, { file: fileName, text, where }, { findings, sound });
  const [first, ...others] = findings.problems;
  if (first) throw new StudyFileError([first, ...others], study);
  return study;
}

interface SoundFields {
  readonly fields: StudyFields;
  /** Places by the items that are left. */
  readonly where: Where;
  /** Whether these fields are as written: of others nothing is asked. */
  readonly sound: (...names: readonly (keyof StudyFields)[]) => boolean;
}

/** The fields without what is wrong: of a list the items that are right, else the default. */
function soundFields(raw: object, where: Where, findings: Findings): SoundFields {
  const parsed = studySchema.safeParse(raw);
  if (parsed.success) return { fields: parsed.data, where, sound: () => true };
  findings.add(...problemsOf(parsed.error.issues, { where, raw, knownFields }));
  const paths = plainIssues(parsed.error.issues).map(({ path }) => path);
  const wrong = new Set(paths.map(([field]) => field));
  const left = new Map<PropertyKey, readonly number[]>();
  const kept = Object.entries(raw).flatMap(([field, value]): [string, unknown][] => {
    if (!(field in studySchema.shape)) return [];
    const own = paths.filter(([first]) => first === field);
    if (own.length === 0) return [[field, value]];
    if (!Array.isArray(value) || own.some(([, item]) => typeof item !== 'number')) return [];
    // A mixture of all single tasks is not known while some of them are wrong.
    const items = [...value.keys()].filter((i) => !own.some(([, item]) => item === i) && value[i] !== 'multi-task');
    left.set(field, items);
    return items.length > 0 ? [[field, items.map((i) => value[i])]] : [];
  });
  // What must be given has a stand-in: nothing is asked of it.
  const fields = studySchema.parse({
    name: 'unnamed',
    model: 'unnamed',
    targets: ['unnamed'],
    ...Object.fromEntries(kept),
  });
  return {
    fields: left.has('targets') || !wrong.has('targets') ? fields : { ...fields, targets: [] },
    where: (field, item, ...rest) => {
      if (field === undefined || item === undefined) return where(...[field, item].filter((one) => one !== undefined));
      return where(field, typeof item === 'number' ? (left.get(field)?.[item] ?? item) : item, ...rest);
    },
    sound: (...names) => !names.some((name) => wrong.has(name)),
  };
}

type Where = Study['where'];

interface Checking extends Pick<SoundFields, 'sound'> {
  readonly findings: Findings;
}

function studyOf(
  fields: StudyFields,
  file: Pick<Study, 'file' | 'text' | 'where'>,
  { findings, sound }: Checking,
): Study {
  const { where } = file;
  const stops = fields.intermediates.some((item) => item !== 'none');
  const arms: readonly Arm[] = fields.arms ?? (stops ? ['zero-shot', 'intermediate'] : ['zero-shot']);
  if (sound('arms', 'intermediates', 'shots', 'translateWith')) findings.add(...armProblems(fields, arms, where));
  const intermediates = intermediatesOf(fields.intermediates, where, findings);
  const translators = translatorsOf(fields.translators, where);
  const translateWith = listed(fields.translateWith ?? []);
  if (sound('translators', 'translateWith', 'intermediates')) {
    findings.add(
      ...translatorProblems(translators, [
        { names: translateWith, where: where('translateWith') },
        ...intermediates.map(({ translate, where: place }) => ({ names: translate?.with ?? [], where: place })),
      ]),
    );
  }
  const changes = typeof fields.recipe === 'string' ? { base: fields.recipe } : fields.recipe;
  const recipe = { all: {}, intermediate: {}, target: {}, shots: {}, ...changes };
  const changed = [recipe.all, recipe.intermediate, recipe.target, recipe.shots].some(
    (part) => Object.keys(part).length > 0,
  );
  return {
    ...fields,
    ...file,
    arms,
    intermediates,
    translators,
    translateWith,
    targets: fields.targets.map((item, i) => targetOf(item, where('targets', i))),
    shots: [...fields.shots].sort((a, b) => a - b),
    retrieval: fields.retrieval ?? null,
    recipe,
    recipeName: changed ? `${recipe.base}, changed` : recipe.base,
  };
}

function targetOf(item: StudyFields['targets'][number], where: string): TargetChoice {
  if (typeof item === 'string') return { task: item, training: [], languages: null, split: 'test', where };
  const { task, training = [], languages = null, split } = item;
  return { task, training: listed(training), languages, split, where };
}
