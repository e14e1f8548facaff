import { type RecipeFields, recipeSchema, seedSchema } from '@stopover/training';
import { z } from 'zod';
import { distinctList, languageKey, namedList, pathKey } from './distinct.ts';
import { baseRecipes } from './named-recipes.ts';

/** A name that can be a folder on every system. */
const slug = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/, 'must be letters, digits, ".", "_", "+" or "-"')
  .refine((name) => name.length <= 100, 'must be no longer than 100 characters');
const named = z.string().min(1);
const counting = z.int().positive().max(1e9);

/** Fields of a training recipe, checked by the engine's own schema but without its defaults filled in. */
const recipeFields = z
  .custom<RecipeFields>()
  .check((context) => {
    const checked = recipeSchema.safeParse(context.value);
    if (!checked.success) context.issues.push(...checked.error.issues.map((issue) => ({ ...issue, input: undefined })));
  })
  .default({});

/** `shots` trains on k examples and has no data to select on: both fields would promise what cannot be kept. */
const shotFields = recipeFields
  .refine((fields) => fields.select !== 'best', {
    path: ['select'],
    message: 'cannot be "best": it would take target-language labels for model selection',
  })
  .refine((fields) => (fields.maxExamples ?? null) === null, {
    path: ['maxExamples'],
    message: 'does not go with shots, whose number is `shots`',
  })
  .check(({ value, issues }) => {
    for (const field of ['patience', 'evaluateEvery', 'selectionExamples'] as const) {
      if ((value[field] ?? null) === null) continue;
      const message = 'does not go with shots, which are trained to the end and select nothing';
      issues.push({ code: 'custom', input: value, path: [field], message });
    }
  });

const oneOrMore = z.union([named, namedList(named)]);
const languages = namedList(named, languageKey);

/** A language to translate into, as a BCP 47 tag in its usual spelling. */
const tag = named.refine((text) => text !== 'en' && isTag(text), 'must be a BCP 47 tag other than en');

function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}

/** Into which languages training data is translated, by what, and whether the English stays beside it. */
export const translateSchema = z.strictObject({
  to: z.union([tag, namedList(tag)]),
  with: oneOrMore,
  english: z.boolean().default(false),
});

/** A translator of the study: a plugin's with its settings, or `files`, which are translated already. */
export const translatorSchema = z.looseObject({ use: named });

/** Text on which masked-language modelling goes on beside an intermediate, and its share of the steps. */
export const maskedTextSchema = z.strictObject({
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
  })
  .refine(({ task, mixture }) => (task === undefined) !== (mixture === undefined), {
    message: 'must have either `task` or `mixture`',
  });

export const targetSchema = z.strictObject({
  task: named,
  training: oneOrMore.optional(),
  languages: languages.optional(),
  split: z.enum(['test', 'validation']).default('test'),
});

export const recipeObjectSchema = z.strictObject({
  base: z.enum(baseRecipes).default('jiant'),
  all: recipeFields,
  intermediate: recipeFields,
  target: recipeFields,
  shots: shotFields,
});

/** Which states stand for a sentence of a bitext target. */
export const retrievalSchema = z.strictObject({
  layers: z.union([z.enum(['usual', 'all']), namedList(z.int().min(0).max(10_000))]).default('usual'),
  pooling: z.enum(['mean', 'cls']).default('mean'),
});

export const armNames = [
  'zero-shot',
  'intermediate',
  'target-shots',
  'intermediate+target-shots',
  'translate-train',
  'translate-train+english',
  'translate-test',
  'intermediate+translate-train',
  'intermediate+translate-train+english',
  'intermediate+translate-test',
] as const;

/** The fields of a study file; `parseStudy` says where a wrong one stands. */
export const studySchema = z.strictObject({
  name: slug,
  model: named,
  intermediates: namedList(z.union([named, mixtureSchema]), (item) =>
    typeof item === 'string' ? item : item.name,
  ).default(['none']),
  targets: namedList(z.union([named, targetSchema]), (item) => (typeof item === 'string' ? item : item.task)),
  languages: z.union([z.literal('all'), languages]).default('all'),
  /** Without it: with and without the intermediates, no shots. */
  arms: namedList(z.enum(armNames)).optional(),
  shots: distinctList(counting).default([]),
  buckets: counting.default(1),
  translators: z.record(slug, translatorSchema).default({}),
  /** What the arms with translations use: the first of these that has the pair. */
  translateWith: oneOrMore.optional(),
  seeds: namedList(seedSchema).default([1]),
  recipe: z.union([z.enum(baseRecipes), recipeObjectSchema]).default('jiant'),
  retrieval: retrievalSchema.optional(),
  backend: named.default('auto'),
  executor: named.default('local'),
  plugins: distinctList(named, pathKey).default([]),
});

export type StudyFields = z.infer<typeof studySchema>;

const keysOf = (schema: { readonly shape: object }): readonly string[] => Object.keys(schema.shape);

/** The names that may stand at a path of the file: for "did you mean". */
export function knownFields(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return keysOf(studySchema);
  if (path[0] === 'intermediates') {
    if (path.includes('mlm')) return keysOf(maskedTextSchema);
    return keysOf(path.includes('translate') ? translateSchema : mixtureSchema);
  }
  if (path[0] === 'targets') return keysOf(targetSchema);
  if (path[0] === 'retrieval') return keysOf(retrievalSchema);
  if (path[0] === 'recipe') return path.length === 1 ? keysOf(recipeObjectSchema) : keysOf(recipeSchema);
  return [];
}
