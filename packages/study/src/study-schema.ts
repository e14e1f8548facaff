import { type RecipeFields, recipeSchema } from '@stopover/training';
import { z } from 'zod';
import { baseRecipes } from './named-recipes.ts';

/** A name that can be a folder on every system. */
const slug = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/, 'must be letters, digits, ".", "_", "+" or "-"');
const named = z.string().min(1);
const distinct = <T>(values: readonly T[]): boolean => new Set(values).size === values.length;
const listOf = <T extends z.ZodType>(item: T) =>
  z.array(item).min(1, 'must name at least one').refine(distinct, 'names one twice');

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
  });

export const mixtureSchema = z.strictObject({
  name: slug,
  mixture: listOf(named),
  sampling: z.enum(['proportional', 'uniform']).default('proportional'),
});

export const targetSchema = z.strictObject({
  task: named,
  training: z.union([named, listOf(named)]).optional(),
  languages: listOf(named).optional(),
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
  layers: z.union([z.enum(['usual', 'all']), listOf(z.int().min(0))]).default('usual'),
  pooling: z.enum(['mean', 'cls']).default('mean'),
});

export const armNames = ['zero-shot', 'intermediate', 'target-shots', 'intermediate+target-shots'] as const;

/** The fields of a study file; `parseStudy` says where a wrong one stands. */
export const studySchema = z.strictObject({
  name: slug,
  model: named,
  intermediates: listOf(z.union([named, mixtureSchema])).default(['none']),
  targets: listOf(z.union([named, targetSchema])),
  languages: z.union([z.literal('all'), listOf(named)]).default('all'),
  /** Without it: with and without the intermediates, no shots. */
  arms: listOf(z.enum(armNames)).optional(),
  shots: z.array(z.int().positive()).refine(distinct, 'names one twice').default([]),
  buckets: z.int().positive().default(1),
  seeds: listOf(z.int().min(0)).default([1]),
  recipe: z.union([z.enum(baseRecipes), recipeObjectSchema]).default('jiant'),
  retrieval: retrievalSchema.optional(),
  backend: named.default('auto'),
  executor: named.default('local'),
  plugins: z.array(named).default([]),
});

export type StudyFields = z.infer<typeof studySchema>;

const keysOf = (schema: { readonly shape: object }): readonly string[] => Object.keys(schema.shape);

/** The names that may stand at a path of the file: for "did you mean". */
export function knownFields(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return keysOf(studySchema);
  if (path[0] === 'intermediates') return keysOf(mixtureSchema);
  if (path[0] === 'targets') return keysOf(targetSchema);
  if (path[0] === 'retrieval') return keysOf(retrievalSchema);
  if (path[0] === 'recipe') return path.length === 1 ? keysOf(recipeObjectSchema) : keysOf(recipeSchema);
  return [];
}
