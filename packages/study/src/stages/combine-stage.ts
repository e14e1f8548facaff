// A model made of the weights of others: no step is trained. Of several weights the best on English development rows is taken.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnglishDev, SkipCount } from '@stopover/data';
import { isThere, writeAtomic } from '@stopover/files';
import { type CombineOutcome, type EvaluateOutcome, scorePredictions, worthOf } from '@stopover/training';
import { z } from 'zod';
import { cutSchema, type TableCut, tableCut } from '../records/cut-record.ts';
import type { CombineStage } from '../records/stage.ts';
import { candidateSchema } from '../records/stage-record.ts';
import { englishDev } from './english-dev.ts';
import type { StageContext, StageResult } from './stage-context.ts';

type Candidate = z.infer<typeof candidateSchema>;

/** Writes the combination; undefined when the signal stopped it between two candidates, whose scores stay. */
export async function combineStage(stage: CombineStage, place: StageContext): Promise<StageResult> {
  const skipped: SkipCount[] = [];
  const only = candidatesOf(stage)[0] ?? [];
  const choice = stage.select ? await choose(stage, place, skipped) : { weights: only, chosen: null, cut: [] };
  if (!choice) return undefined;
  const { weights, chosen, cut } = choice;
  const outcome = await combine(stage, place, weights, join(place.folder, 'model'));
  return {
    steps: 0,
    examplesSeen: chosen ? chosen.examples * chosen.candidates.length : 0,
    truncated: cut.reduce((sum, { truncated }) => sum + truncated, 0),
    cut,
    skipped,
    outcome: null,
    combination: {
      weights: [...weights],
      combined: outcome.combined.length,
      taken: outcome.taken.length,
      chosen,
    },
  };
}

/** Every combination of the members' weights, those of the last member changing fastest. */
const candidatesOf = ({ members }: CombineStage): readonly (readonly number[])[] =>
  members.reduce<readonly (readonly number[])[]>(
    (all, { weights }) => all.flatMap((before) => weights.map((weight) => [...before, weight])),
    [[]],
  );

function combine(
  { how, members, head }: CombineStage,
  { modelAt, from: base, engine, mayWrite }: StageContext,
  weights: readonly number[],
  to: string,
): Promise<CombineOutcome> {
  const models = members.map(({ from }) => modelAt(from));
  const own = { head: typeof head === 'number' ? { of: models[head] ?? '' } : head, to, mayWrite };
  if (how === 'mean') return engine.average({ members: models, ...own });
  return engine.addTasks({ base, add: models.map((model, i) => ({ model, weight: weights[i] ?? 0 })), ...own });
}

interface Choice {
  readonly weights: readonly number[];
  readonly chosen: { task: string; examples: number; candidates: Candidate[] };
  readonly cut: TableCut[];
}

/** Scores the candidates that no earlier run has, and takes the best, of equals the first. */
async function choose(stage: CombineStage, place: StageContext, skipped: SkipCount[]): Promise<Choice | undefined> {
  const { select, recipe } = stage;
  if (!select) throw new Error('there are no rows to choose on');
  const rows = await englishDev(select, recipe.selectionExamples, place, skipped);
  const kept = join(place.folder, 'checkpoint', 'candidates.json');
  const scored = await scoredBefore(kept);
  const all = candidatesOf(stage);
  let cut: TableCut[] = [];
  for (const [i, weights] of all.entries()) {
    if (i < scored.candidates.length) continue;
    if (place.signal?.aborted) return undefined;
    const { score, count } = await scoreOf(stage, place, rows, weights);
    cut = [tableCut(select.task, select.language, select.location.split, count)];
    scored.candidates.push({ weights: [...weights], score });
    await place.mayWrite();
    await writeAtomic(kept, JSON.stringify({ ...scored, cut }));
    const steps = stage.expected.steps;
    place.onProgress?.({ step: Math.round((steps * (i + 1)) / all.length), steps, ...(score !== null && { score }) });
  }
  const { candidates } = scored;
  const weights = best(candidates, rows.task);
  const chosen = { task: select.task, examples: rows.examples.length, candidates };
  return { weights, chosen, cut: cut.length > 0 ? cut : scored.cut };
}

const scoredSchema = z.strictObject({
  candidates: z.array(candidateSchema),
  cut: z.array(cutSchema),
});

/** What a run that was stopped has scored. */
async function scoredBefore(path: string): Promise<z.infer<typeof scoredSchema>> {
  if (!(await isThere(path))) return { candidates: [], cut: [] };
  return scoredSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

async function scoreOf(
  stage: CombineStage,
  place: StageContext,
  rows: EnglishDev,
  weights: readonly number[],
): Promise<{ readonly score: number | null; readonly count: EvaluateOutcome['cut'] }> {
  const from = join(place.folder, 'checkpoint', 'candidate');
  await mkdir(join(place.folder, 'checkpoint'), { recursive: true });
  await combine(stage, place, weights, from);
  // One of its own: what an evaluator has open must not change, and every candidate is written to one folder.
  await using evaluator = place.engine.evaluator();
  const { task, examples } = rows;
  const { backend, threads } = place;
  const outcome = await evaluator.evaluate({
    ...{ from, data: { task, examples }, recipe: stage.recipe, backend },
    ...(threads !== undefined && { threads }),
  });
  const score = scorePredictions(task, rows.language, outcome.predictions).scores[0]?.score ?? Number.NaN;
  return { score: Number.isFinite(score) ? score : null, count: outcome.cut };
}

function best(candidates: readonly Candidate[], task: EnglishDev['task']): readonly number[] {
  const worth = ({ score }: Candidate) => worthOf(task, score);
  const highest = Math.max(...candidates.map(worth));
  return candidates.find((one) => worth(one) === highest)?.weights ?? [];
}
