import { type Problem, RequestError, StopoverError } from '@stopover/core';
import { readText, reasonOf } from '@stopover/files';
import { LineCounter, parseDocument } from 'yaml';
import { ArmTable } from '../arms/arm-table.ts';
import { armChoicesOf } from '../arms/own-arm.ts';
import { changedDocument } from './change-document.ts';
import { executorSettingsOf } from './executor-settings.ts';
import type { StudyRecipe } from './named-recipes.ts';
import { fieldChange } from './set-option.ts';
import type { Study, TargetChoice } from './study.ts';
import { armProblems, seedProblems } from './study-arms.ts';
import { Findings, StudyError } from './study-error.ts';
import { intermediatesOf } from './study-intermediates.ts';
import { primaryProblems } from './study-primary.ts';
import { Places, plainIssues, problemsOf, valueAt } from './study-problem.ts';
import { fieldElsewhere, knownFields, type StudyFields, studySchema } from './study-schema.ts';
import { sweepOf } from './study-sweep.ts';
import { listed, translatorProblems, translatorsOf } from './study-translators.ts';
import { plainValue, unusableNames } from './study-yaml.ts';
import { trackersOf } from './tracker-choice.ts';

/** What is wrong with a study file, and what of it is as it should be. */
export class StudyFileError extends StudyError {
  /** Without what is wrong: empty lists, and defaults. */
  readonly draft: Study;
  /** Whether a task of the file's own is wrong: then a name that nobody knows may be its. */
  readonly lacksTasks: boolean;

  constructor(problems: readonly [Problem, ...Problem[]], draft: Study, lacksTasks: boolean) {
    super(problems);
    this.draft = draft;
    this.lacksTasks = lacksTasks;
  }
}

/**
 * Reads a study file, with the changes of the command line in it (`recipe.all.maxLength=128`).
 * @throws StudyError naming the file, the line or the option, the field and the remedy of everything that is wrong.
 */
export async function loadStudy(path: string, changes: readonly string[] = []): Promise<Study> {
  const text = await readText(path).catch((error: unknown) => {
    if (error instanceof StopoverError) throw new RequestError(error.problem, { cause: error });
    const remedy = 'Give the path of a study file: `stopover run STUDY.yaml`.';
    throw new RequestError({ where: path, what: `the file cannot be read (${reasonOf(error)})`, remedy });
  });
  return parseStudy(text, path, changes);
}

/** A study from its text. @throws StudyFileError naming the file, the line, the field and the remedy of everything that is wrong. */
export function parseStudy(text: string, fileName: string, changes: readonly string[] = []): Study {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const written = plainValue(document, fileName, lines);
  const findings = new Findings();
  findings.add(...unusableNames(document, fileName, lines));
  const set = changes.map(fieldChange);
  const changed = set.length > 0 ? changedDocument(document, set) : undefined;
  const raw = changed ? plainValue(changed, fileName, lines) : written;
  const places = new Places(fileName, document, lines, set);
  const { fields, where, sound } = soundFields(raw, places.where, findings);
  const file = { file: fileName, text: changed ? String(changed) : text, changes, where };
  const study = studyOf(fields, file, { findings, sound });
  const [first, ...others] = findings.problems;
  if (first) throw new StudyFileError([first, ...others], study, !sound('tasks'));
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
  const fieldsAt = (path: readonly PropertyKey[]) => knownFields(path, valueAt(raw, [...path.slice(0, 2), 'kind']));
  findings.add(...problemsOf(parsed.error.issues, { where, raw, knownFields: fieldsAt, elsewhere: fieldElsewhere }));
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
  const some = (left.get('targets') ?? (wrong.has('targets') ? [] : fields.targets)).length > 0;
  return {
    fields: some ? fields : { ...fields, targets: [] },
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
  file: Pick<Study, 'file' | 'text' | 'changes' | 'where'>,
  { findings, sound }: Checking,
): Study {
  const { where } = file;
  const stops = fields.intermediates.some((item) => item !== 'none');
  if (sound('model', 'models') && (fields.model === undefined) === (fields.models === undefined))
    findings.add(modelProblem(fields, where));
  const arms = armChoicesOf(fields.arms ?? (stops ? ['zero-shot', 'intermediate'] : ['zero-shot']), where);
  const selections = fields.selection === undefined ? [] : [fields.selection].flat();
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
  const written = {
    ...fields,
    ...file,
    executors: executorSettingsOf(fields, where),
    trackers: trackersOf(fields.tracker, where),
    arms,
    namesNone: fields.intermediates.includes('none'),
    selections,
    models: fields.models ?? listed(fields.model ?? []),
    draws: fields.draws ?? null,
    adaptation: fields.text ?? null,
    intermediates,
    translators,
    translateWith,
    targets: fields.targets.map((item, i) => targetOf(item, where('targets', i))),
    shots: [...fields.shots].sort((a, b) => a - b),
    retrieval: fields.retrieval ?? null,
    recipe: recipeOf(fields),
  };
  const sweep = sweepOf(
    sound('seeds', 'intermediates', 'targets', 'selection', 'recipe') ? fields.sweep : undefined,
    written,
    findings,
  );
  const study: Study = { ...written, sweep, recipeName: recipeName(written.recipe, sweep !== null) };
  const table = new ArmTable();
  // Of an arm that a plugin brings nothing is known yet.
  const forms = arms.every((one) => table.knows(one, arms)) ? findings.attempt(() => table.formsOf(arms)) : undefined;
  if (!forms || !sound('arms')) return study;
  if (sound('intermediates', 'shots', 'translateWith', 'selection', 'allowOracle', 'text'))
    findings.add(...armProblems(study, forms));
  if (sound('targets', 'intermediates', 'shots')) findings.add(...primaryProblems(study, forms));
  if (sound('seeds')) findings.add(...seedProblems(study, forms));
  return study;
}

function recipeOf({ recipe }: StudyFields): StudyRecipe {
  const changes = typeof recipe === 'string' ? { base: recipe } : recipe;
  return { all: {}, intermediate: {}, target: {}, shots: {}, text: {}, ...changes };
}

/** What a report calls a recipe. */
function recipeName({ base, ...changes }: StudyRecipe, isSwept: boolean): string {
  const isChanged = Object.values(changes).some((part) => Object.keys(part).length > 0);
  return [base, ...(isChanged ? ['changed'] : []), ...(isSwept ? ['swept'] : [])].join(', ');
}

const modelProblem = ({ model }: StudyFields, where: Where): Problem =>
  model === undefined
    ? { where: where('model'), what: 'the field is missing', remedy: 'Add `model:` with a hub id or a folder.' }
    : { where: where('models'), what: '`model` is given as well', remedy: 'Keep one of `model` and `models`.' };

function targetOf(item: StudyFields['targets'][number], where: string): TargetChoice {
  if (typeof item === 'string') return { task: item, training: [], languages: null, split: 'test', recipe: {}, where };
  const { task, training = [], languages = null, split, recipe } = item;
  return { task, training: listed(training), languages, split, recipe, where };
}
