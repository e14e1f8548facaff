import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Analysed, analyseResults, readItems } from '@stopover/report';
import type { Results } from '@stopover/study';
import { z } from 'zod';
import { root } from '../../checks/workspace.ts';

/** Where the results of real studies lie, a folder each. */
export const resultsFolder: string = join(root, 'docs/results');

const layersSchema = z.strictObject({
  target: z.string(),
  /** Of the evaluation: `mnli → tatoeba test (8 languages), seed 1`. */
  title: z.string(),
  /** Mean over languages by layer, in points. */
  scores: z.record(z.string(), z.number()),
});

const runSchema = z.strictObject({
  study: z.string(),
  made: z.strictObject({
    version: z.string(),
    engine: z.string(),
    node: z.string(),
    platform: z.string(),
    cpu: z.string(),
    cores: z.number(),
    processes: z.number(),
  }),
  finished: z.iso.date(),
  stages: z.number(),
  trainings: z.number(),
  cpuHours: z.strictObject({ training: z.number(), evaluation: z.number(), all: z.number() }),
  wallHours: z.number(),
  peakMemoryMb: z.number(),
  storeMb: z.number(),
  peakStoreMb: z.number().nullable(),
  layers: z.array(layersSchema),
});

/** What a study took, and its scores by layer: what an item table does not say. */
export type RunFacts = z.infer<typeof runSchema>;

/** A study whose results are published. */
export interface StudyFacts {
  /** Of its folder and page. */
  readonly name: string;
  readonly folder: string;
  /** From its item table alone. */
  readonly results: Results;
  readonly analysed: Analysed;
  readonly run: RunFacts;
}

/** The studies that are published. */
export const publishedStudies = (): readonly string[] =>
  readdirSync(resultsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** Reads a study's item table and analyses it, as `stopover analyse` does. */
export async function factsOf(name: string): Promise<StudyFacts> {
  const folder = join(resultsFolder, name);
  const { results } = await readItems(join(folder, 'items.parquet'));
  const run = runSchema.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')));
  return { name, folder, results, analysed: analyseResults(results), run };
}
