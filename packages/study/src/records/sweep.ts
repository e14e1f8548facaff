// What the plan and the store keep of a sweep: candidates, their scores on English development rows, and the choice.
import { z } from 'zod';

const text = z.string();
const key = z.string().regex(/^[0-9a-f]{64}$/);

/** The development rows that candidates were scored on: English by type. */
const rowsSchema = z.strictObject({ task: text, language: text, examples: z.int().min(0) });

/** Fields of a recipe with their values. */
export const sweptFieldsSchema = z.record(text, z.json());
type SweptFields = z.infer<typeof sweptFieldsSchema>;

const candidateSchema = z.strictObject({
  /** Of the recipe, over what the study file writes. */
  fields: sweptFieldsSchema,
  /** The train stages that tried it, one a seed; null while it is not made, or where its score is no number. */
  trials: z.array(z.strictObject({ seed: z.int().min(0), stage: key, score: z.number().nullable() })).min(1),
  /** Mean of the trials' scores, in the metric's unit; null unless every one has a score. */
  score: z.number().nullable(),
});
export type SweepCandidate = z.infer<typeof candidateSchema>;

const outcome = {
  candidates: z.array(candidateSchema).min(2),
  /** Place of the chosen one: the best mean score, the first of equals. */
  chosen: z.int().min(0),
  rows: rowsSchema,
};

/** `sweeps/<key>.json`: a choice that was made. It is made once, so that all who share the store go by the same. */
export const sweepRecordSchema = z.strictObject({ format: z.literal(1), key, ...outcome });
export type SweepRecord = z.infer<typeof sweepRecordSchema>;

/** What is chosen for one training, in a plan. */
export const sweepChoiceSchema = z.strictObject({
  /** Of its trials: the name of the choice in the store. */
  key,
  role: z.enum(['intermediate', 'target']),
  /** As the study names the base model. */
  model: text,
  /** The intermediate, or the target. */
  name: text,
  /** The target's list of training tasks; '' for an intermediate. */
  training: text,
  /** Intermediates that take the choice too: controls are trained as what they stand beside. */
  controls: z.array(text),
  /** Headline metric of the development rows. */
  metric: text,
  ...outcome,
  /** Null while trials are missing: the plan goes by the first candidate until then. */
  chosen: outcome.chosen.nullable(),
  rows: rowsSchema.nullable(),
  /** Nothing that the last run or plan was asked for depends on it, so that it waits for no trial; else absent. */
  unasked: z.literal(true).exactOptional(),
});
export type SweepChoice = z.infer<typeof sweepChoiceSchema>;

/** The sweep of a plan. */
export const plannedSweepSchema = z.strictObject({
  method: z.enum(['grid', 'random']),
  seeds: z.array(z.int().min(0)).min(1),
  choices: z.array(sweepChoiceSchema),
  /** Intermediates that are trained as the study file writes, and why. */
  asWritten: z.array(z.strictObject({ name: text, why: text })),
});
export type PlannedSweep = z.infer<typeof plannedSweepSchema>;

/** A candidate as a person would say it: `learningRate 3e-5, epochs 2`. */
export const candidateInWords = (fields: SweptFields): string =>
  Object.entries(fields)
    .map(([field, value]) => `${field} ${valueInWords(value)}`)
    .join(', ');

function valueInWords(value: SweptFields[string]): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-3
    ? value.toExponential()
    : JSON.stringify(value);
}

/** What a choice is of: `xcopa (siqa-copa)`, `mnli`; with several base models `xcopa (siqa-copa) from MODEL`. */
export function choiceInWords(
  { name, training, model }: Pick<SweepChoice, 'name' | 'training' | 'model'>,
  models: readonly string[],
): string {
  const own = training === '' || training === 'default' ? name : `${name} (${training})`;
  return models.length > 1 ? `${own} from ${model}` : own;
}
