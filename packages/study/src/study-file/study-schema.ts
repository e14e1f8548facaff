import { selections } from '@stopover/core';
import { isLanguageTag, ownTaskFields, ownTaskSchema, tagFault } from '@stopover/data';
import { nearest } from '@stopover/registry';
import { type RecipeFields, recipeSchema, seedSchema } from '@stopover/training';
import { z } from 'zod';
import { keepSchema } from '../records/keep.ts';
import { armFields, ownArmSchema } from './arm-schema.ts';
import { skipFields, skipSchema } from './cell-filter.ts';
import { distinctList, languageKey, namedList, pathKey, slug } from './distinct.ts';
import { executorFields } from './executor-settings.ts';
import { baseRecipes } from './named-recipes.ts';
import { nameMeant } from './other-words.ts';
import { sweepFields, sweepSchema } from './sweep-schema.ts';
import { trackerSchema } from './tracker-choice.ts';

const named = z.string().min(1);
const counting = z.int().positive().max(1e9);

/** Fields of a recipe, checked by the engine's own schema but without its defaults filled in. */
const recipeFields = z
  .custom<RecipeFields>()
  .check((context) => {
    const checked = recipeSchema.safeParse(context.value);
    if (!checked.success) context.issues.push(...checked.error.issues.map((issue) => ({ ...issue, input: undefined })));
  })
  .refine(({ select }) => select !== 'translated' && select !== 'oracle', {
    path: ['select'],
    message: 'cannot be "translated" or "oracle": those are a `selection` of the study',
  })
  .default({});

/** Of a training that has no data to select on: these fields would promise what cannot be kept. */
const fieldsWithoutRows = (said: { readonly best: string; readonly maxExamples: string; readonly others: string }) =>
  recipeFields
    .refine((fields) => fields.select !== 'best', { path: ['select'], message: `cannot be "best": ${said.best}` })
    .refine((fields) => (fields.maxExamples ?? null) === null, { path: ['maxExamples'], message: said.maxExamples })
    .check(({ value, issues }) => {
      for (const field of ['patience', 'evalSteps', 'selectionExamples'] as const) {
        if ((value[field] ?? null) === null) continue;
        issues.push({ code: 'custom', input: value, path: [field], message: said.others });
      }
    });

const shotFields = fieldsWithoutRows({
  best: 'it would take target-language labels for model selection',
  maxExamples: 'does not go with shots, whose number is `shots`',
  others: 'does not go with shots, which are trained to the end and select nothing',
});

const textFields = fieldsWithoutRows({
  best: 'text has no development rows to select on',
  maxExamples: 'does not go with text, whose number is `maxExamples` of the field `text`',
  others: 'does not go with text, which is trained on to the end and selects nothing',
});

const oneOrMore = z.union([named, namedList(named)]);
const languages = namedList(named, languageKey);

/** A language to translate into, as a BCP 47 tag in its usual spelling. */
const tag = named
  .refine(isLanguageTag, { error: ({ input }) => tagFault(String(input)) })
  .refine((text) => text !== 'en', 'must be another language than English');

/** Into which languages training data is translated, by what, and whether the English stays beside it. */
const translateSchema = z.strictObject({
  to: z.union([tag, namedList(tag)]),
  with: oneOrMore,
  english: z.boolean().default(false),
});

/** A translator of the study: a plugin's with its settings, or `files`, which are translated already. */
const translatorSchema = z.looseObject({ use: named });

/** Text on which masked-language modelling goes on beside an intermediate, and its share of the steps. */
const maskedTextSchema = z.strictObject({
  share: z.number().gt(0).lt(1),
  text: z.union([named, namedList(named, pathKey)]),
  languages: namedList(named).optional(),
  pairs: z.number().min(0).max(1).default(0),
  maxExamples: counting.nullable().default(null),
});

export const mixtureSchema = z
  .strictObject({
    name: slug,
    task: named.optional(),
    mixture: namedList(named).optional(),
    sampling: z.enum(['proportional', 'uniform', 'temperature', 'weights']).optional(),
    // Beyond these bounds a share of the draws is no number, or nothing.
    temperature: z.number().min(0.05).max(1e6).optional(),
    sizeCap: counting.optional(),
    weights: z.record(named, z.number().min(1e-6).max(1e6)).optional(),
    heads: z.enum(['separate', 'shared']).optional(),
    translate: translateSchema.optional(),
    mlm: maskedTextSchema.optional(),
    labels: z.literal('shuffled').optional(),
    /** Tasks whose tables are left out. */
    without: namedList(named).optional(),
    /** A model that is ready: its folder, or its id on the hub. */
    checkpoint: named.optional(),
    recipe: recipeFields,
  })
  .refine(
    ({ task, mixture, checkpoint }) => [task, mixture, checkpoint].filter((one) => one !== undefined).length === 1,
    { message: 'must have one of `task`, `mixture` and `checkpoint`' },
  );

const targetSchema = z.strictObject({
  task: named,
  training: oneOrMore.optional(),
  languages: languages.optional(),
  split: z.enum(['test', 'validation']).default('test'),
  recipe: recipeFields,
});

const recipeObjectSchema = z.strictObject({
  base: z.enum(baseRecipes).default('jiant'),
  all: recipeFields,
  intermediate: recipeFields,
  target: recipeFields,
  shots: shotFields,
  text: textFields,
});

/** Which states stand for a sentence of a bitext target. */
export const retrievalSchema = z.strictObject({
  layers: z.union([z.enum(['usual', 'all']), namedList(z.int().min(0).max(10_000))]).default('usual'),
  pooling: z.enum(['mean', 'cls']).default('mean'),
  /** Before every sentence, as E5's "query: ". */
  prefix: named.optional(),
});

/** Text in the languages: a folder of `<language>.txt`, a sentence or paragraph a line. */
const textSchema = z.strictObject({ folder: named, maxExamples: counting.nullable().default(null) });

/** One side of a contrast. */
const sideSchema = z.strictObject({
  arm: named,
  intermediate: named.default('none'),
  shots: z.int().min(0).max(1e9).default(0),
});

/** A contrast that is confirmatory. */
const primarySchema = z.strictObject({
  target: named,
  training: named.exactOptional(),
  ...sideSchema.shape,
  against: sideSchema,
});

/** The fields of a study file; `parseStudy` says where a wrong one stands. */
export const studySchema = z.strictObject({
  name: slug,
  /** One base model, or several. */
  model: named.optional(),
  models: namedList(named).optional(),
  intermediates: namedList(z.union([named, mixtureSchema]), (item) =>
    typeof item === 'string' ? item : item.name,
  ).default(['none']),
  targets: namedList(z.union([named, targetSchema]), (item) => (typeof item === 'string' ? item : item.task)),
  languages: z.union([z.literal('all'), languages]).default('all'),
  /** Without it: with and without the intermediates, no shots. */
  arms: namedList(z.union([named, ownArmSchema]), (item) => (typeof item === 'string' ? item : item.name)).optional(),
  shots: distinctList(counting).default([]),
  buckets: counting.default(5),
  /** A JSON file with the ids of each draw's rows: task → language → one list a draw. */
  draws: named.optional(),
  /** Parts of the grid that are left out. */
  skip: z.array(skipSchema).default([]),
  /** Contrasts that are confirmatory: named before anything runs. */
  primary: z.array(primarySchema).default([]),
  /** The smallest difference that matters, in points. */
  margin: z.number().gt(0).max(100).default(1),
  /** How the trainings on a target keep their model; without it, as the recipe says. */
  selection: z.union([z.enum(selections), namedList(z.enum(selections))]).optional(),
  /** Selection on target-language labels is asked for twice, because it flatters. */
  allowOracle: z.boolean().default(false),
  /** Text for adaptation to a language. */
  text: textSchema.optional(),
  /** Tasks of the study's own, by their names: a plugin's in data. */
  tasks: z.record(slug, ownTaskSchema).default({}),
  translators: z.record(slug, translatorSchema).default({}),
  /** What the arms with translations use: the first of these that has the pair. */
  translateWith: oneOrMore.optional(),
  seeds: namedList(seedSchema).default([1]),
  recipe: z.union([z.enum(baseRecipes), recipeObjectSchema]).default('jiant'),
  /** Hyperparameters that are chosen on English development rows. */
  sweep: sweepSchema.optional(),
  retrieval: retrievalSchema.optional(),
  backend: named.default('auto'),
  executor: named.default('local'),
  /** Which models stay when nothing waits for them any more. */
  keep: keepSchema.default('needed'),
  ...executorFields,
  /** Where trainings are shown beside the store. */
  tracker: trackerSchema.optional(),
  plugins: distinctList(named, pathKey).default([]),
});

export type StudyFields = z.infer<typeof studySchema>;

const keysOf = (schema: { readonly shape: object }): readonly string[] => Object.keys(schema.shape);

/** Where a field of a name stands that the study itself has not: `recipe.all.maxLength`. */
export function fieldElsewhere(name: string): string | undefined {
  const places: readonly (readonly [string, object])[] = [
    ['recipe.all', recipeSchema.shape],
    ['recipe', recipeObjectSchema.shape],
    ['targets[0]', targetSchema.shape],
    ['intermediates[0]', mixtureSchema.shape],
    ['retrieval', retrievalSchema.shape],
    ['text', textSchema.shape],
  ];
  const paths = places.flatMap(([place, fields]) =>
    Object.keys(fields).map((field) => ({ field, path: `${place}.${field}` })),
  );
  const fields = paths.map(({ field }) => field);
  const near = nameMeant(name, fields) ?? nearest(name, fields);
  return paths.find(({ field }) => field === near)?.path;
}

/** The names that may stand at a path of the file: for "did you mean". `kind`: of the own task that it leads into. */
export function knownFields(path: readonly PropertyKey[], kind?: unknown): readonly string[] {
  if (path.length === 0) return keysOf(studySchema);
  if (path[0] === 'tasks') return ownTaskFields(kind, path.slice(2));
  if (path[0] === 'intermediates') {
    if (path.includes('mlm')) return keysOf(maskedTextSchema);
    return keysOf(path.includes('translate') ? translateSchema : mixtureSchema);
  }
  if (path[0] === 'arms') return armFields(path);
  if (path[0] === 'text') return keysOf(textSchema);
  if (path[0] === 'targets') return keysOf(targetSchema);
  if (path[0] === 'skip') return skipFields;
  if (path[0] === 'primary') return keysOf(path.includes('against') ? sideSchema : primarySchema);
  if (path[0] === 'sweep') return sweepFields(path);
  if (path[0] === 'retrieval') return keysOf(retrievalSchema);
  if (path[0] === 'recipe') return path.length === 1 ? keysOf(recipeObjectSchema) : keysOf(recipeSchema);
  return [];
}
