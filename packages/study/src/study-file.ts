import { readFile } from 'node:fs/promises';
import { messageOf, RequestError } from '@stopover/core';
import type { RetrievalOptions } from '@stopover/training';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { hasShots, hasStop, isTranslated } from './arms.ts';
import type { StudyRecipe } from './named-recipes.ts';
import type { Arm } from './results.ts';
import { type Blend, blendOf, plainTask } from './study-mixing.ts';
import { Places, problemOf } from './study-problem.ts';
import { knownFields, type StudyFields, studySchema } from './study-schema.ts';
import {
  checkTranslators,
  type InLanguages,
  listed,
  type TranslatorChoice,
  translatorsOf,
} from './study-translators.ts';

/** A stop on the way: one task, or several that share the batches of one stage. */
export interface Intermediate extends Blend {
  readonly name: string;
  /** Task names in alphabetical order, so that the order in the file changes no key. */
  readonly tasks: readonly string[];
  /** Trains on translations of its tasks' English rows; null for the English rows as they are. */
  readonly translate: InLanguages | null;
  /** Where the file names it, for messages. */
  readonly where: string;
}

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

/** Reads a study file. @throws RequestError naming the file, the line, the field and the remedy. */
export async function loadStudy(path: string): Promise<Study> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const remedy = 'Give the path of a study file: `stopover run STUDY.yaml`.';
    throw new RequestError({ where: path, what: `the file cannot be read (${messageOf(error)})`, remedy });
  });
  return parseStudy(text, path);
}

/** A study from its text. @throws RequestError naming the file, the line, the field and the remedy. */
export function parseStudy(text: string, fileName: string): Study {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const raw = plainValue(document, fileName);
  const places = new Places(fileName, document, lines);
  const parsed = studySchema.safeParse(raw);
  if (!parsed.success)
    throw new RequestError(problemOf(parsed.error.issues, { where: places.where, raw, knownFields }));
  const stops = parsed.data.intermediates.some((item) => item !== 'none');
  const arms: readonly Arm[] = parsed.data.arms ?? (stops ? ['zero-shot', 'intermediate'] : ['zero-shot']);
  checkArms(parsed.data, arms, places.where);
  return studyOf({ ...parsed.data, arms }, { file: fileName, text, where: places.where });
}

function plainValue(document: Document, file: string): unknown {
  const [trouble] = [...document.errors, ...document.warnings];
  if (trouble) {
    const line = trouble.linePos?.[0].line;
    const what = trouble.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? 'this is not YAML';
    throw new RequestError({ where: line ? `${file}, line ${line}` : file, what, remedy: 'Correct the YAML there.' });
  }
  const raw: unknown = document.toJS({ maxAliasCount: 100 });
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw;
  const remedy = 'Write at least `name:`, `model:` and `targets:`.';
  throw new RequestError({ where: file, what: 'the file holds no fields', remedy });
}

type Where = Study['where'];

/** An arm without what it needs, or something that no arm uses, is a mistake and not a wish. */
function checkArms(fields: StudyFields, arms: readonly Arm[], where: Where): void {
  const refuse = (field: string, what: string, remedy: string): never => {
    throw new RequestError({ where: where(field), what, remedy });
  };
  const stops = fields.intermediates.some((item) => item !== 'none');
  const wantsStop = arms.some(hasStop);
  const wantsShots = arms.some(hasShots);
  const wantsTranslator = arms.some(isTranslated);
  const direct = !arms.every(hasStop);
  const written = arms.join(', ');
  if (wantsShots && fields.shots.length === 0) {
    refuse(
      'shots',
      `the arms (${written}) train on target-language examples, but no number is given`,
      'Add `shots: [10, 100]`.',
    );
  }
  if (!wantsShots && fields.shots.length > 0) {
    refuse('shots', `no arm (${written}) uses shots`, 'Add `target-shots` to `arms`, or remove `shots`.');
  }
  if (wantsTranslator && fields.translateWith === undefined) {
    refuse('arms', `the arms (${written}) need translations`, 'Add `translateWith:` with a name of `translators`.');
  }
  if (!wantsTranslator && fields.translateWith !== undefined) {
    refuse('translateWith', `no arm (${written}) needs translations`, 'Add `translate-train` to `arms`, or remove it.');
  }
  if (stops && !wantsStop) {
    refuse(
      'intermediates',
      `no arm (${written}) uses an intermediate`,
      'Add `intermediate` to `arms`, or remove them.',
    );
  }
  if (!stops && wantsStop) {
    refuse('arms', `the arms (${written}) need an intermediate and there is none`, 'Name tasks under `intermediates`.');
  }
  if (!direct && fields.intermediates.includes('none')) {
    refuse(
      'intermediates',
      `"none" is named but no arm (${written}) goes without a stop`,
      'Add `zero-shot` to `arms`.',
    );
  }
}

function studyOf(
  fields: Omit<StudyFields, 'arms'> & Pick<Study, 'arms'>,
  file: Pick<Study, 'file' | 'text' | 'where'>,
): Study {
  const intermediates = intermediatesOf(fields, file.where);
  const translators = translatorsOf(fields.translators, file.where);
  const translateWith = listed(fields.translateWith ?? []);
  checkTranslators(translators, [
    { names: translateWith, where: file.where('translateWith') },
    ...intermediates.map(({ translate, where }) => ({ names: translate?.with ?? [], where })),
  ]);
  const changes = typeof fields.recipe === 'string' ? { base: fields.recipe } : fields.recipe;
  const recipe = { all: {}, intermediate: {}, target: {}, shots: {}, ...changes };
  const { all, intermediate, target, shots } = recipe;
  const changed = [all, intermediate, target, shots].some((part) => Object.keys(part).length > 0);
  return {
    ...fields,
    ...file,
    intermediates,
    translators,
    translateWith,
    targets: fields.targets.map((item, i) => targetOf(item, file.where('targets', i))),
    shots: [...fields.shots].sort((a, b) => a - b),
    retrieval: fields.retrieval ?? null,
    recipe,
    recipeName: changed ? `${recipe.base}, changed` : recipe.base,
  };
}

function intermediatesOf(fields: Pick<StudyFields, 'intermediates'>, where: Where): Intermediate[] {
  const singles = fields.intermediates.flatMap((item) =>
    typeof item === 'string' && item !== 'none' && item !== 'multi-task' ? [item] : [],
  );
  const named = fields.intermediates.flatMap((item, i): Intermediate[] => {
    const place = where('intermediates', i);
    if (item === 'none') return [];
    if (item === 'multi-task') {
      const tasks = [...singles].sort();
      if (tasks.length > 1)
        return [{ ...plainTask, name: item, tasks, mixing: 'proportional', translate: null, where: place }];
      const what = `"multi-task" mixes the single intermediates, of which there are ${singles.length}`;
      throw new RequestError({
        where: place,
        what,
        remedy: 'Name two tasks or more, or write { name, mixture: [...] }.',
      });
    }
    if (typeof item === 'string') return [{ ...plainTask, name: item, tasks: [item], translate: null, where: place }];
    const { name, task, mixture = [] } = item;
    const tasks = task === undefined ? [...mixture].sort() : [task];
    const given = item.translate;
    const translate = given ? { ...given, to: listed(given.to), with: listed(given.with) } : null;
    const blend = blendOf(item, (...path) => where('intermediates', i, ...path));
    return [{ ...blend, name, tasks, translate, where: place }];
  });
  const twice = named.find(({ name }, i) => named.findIndex((other) => other.name === name) !== i || name === 'none');
  if (!twice) return named;
  const remedy = 'Give each mixture a name of its own.';
  throw new RequestError({ where: twice.where, what: `"${twice.name}" is already the name of another one`, remedy });
}

function targetOf(item: StudyFields['targets'][number], where: string): TargetChoice {
  if (typeof item === 'string') return { task: item, training: [], languages: null, split: 'test', where };
  const { task, training = [], languages = null, split } = item;
  return { task, training: listed(training), languages, split, where };
}
