// Chooses among the candidates of a sweep, by what their trials scored on English development rows.
import { type AnyTask, DataError } from '@stopover/core';
import { contentKey } from '@stopover/files';
import { worthOf } from '@stopover/training';
import { type SweepCandidate, type SweepRecord, sweptFieldsSchema } from '../records/sweep.ts';
import type { Store } from '../store/store.ts';
import { readChoice, saveChoice } from '../store/sweep-choices.ts';
import type { Candidate } from '../study-file/sweep-candidates.ts';

/** The rule of choosing: part of the key of a choice. */
const rule = 'best mean, first of equals';

/** A candidate with the stages that try it. */
export interface Tried {
  readonly fields: Candidate;
  readonly trials: readonly { readonly seed: number; readonly stage: string }[];
}

/** The key of the choice among candidates: another list, or another training, is another choice. */
export const choiceKey = (tried: readonly Tried[]): string =>
  contentKey({ kind: 'sweep', rule, tried: tried.map(({ fields, trials }) => ({ fields, trials })) });

/** What is chosen for. */
export interface ChoiceAim {
  /** Of what is swept, for messages. */
  readonly title: string;
  /** Whose development rows score the trials. */
  readonly task: Pick<AnyTask, 'metrics'>;
}

/**
 * The choice that the store has, or that its trials give, which it then keeps; undefined while a trial is not there.
 * @throws DataError where a trial was scored on other rows than English development rows, or no candidate has a score.
 */
export async function chooseAmong(
  store: Store,
  tried: readonly Tried[],
  { title, task }: ChoiceAim,
): Promise<SweepRecord | undefined> {
  const key = choiceKey(tried);
  const known = await readChoice(store, key);
  if (known) return known;
  const candidates: SweepCandidate[] = [];
  let rows: SweepRecord['rows'] | undefined;
  for (const { fields, trials } of tried) {
    const scored: SweepCandidate['trials'] = [];
    for (const { seed, stage } of trials) {
      const trial = await scoreOf(store, stage);
      if (!trial) return undefined;
      rows ??= trial.rows;
      scored.push({ seed, stage, score: trial.score });
    }
    candidates.push({ fields: jsonOf(fields), trials: scored, score: meanOf(scored) });
  }
  const chosen = bestOf(candidates, task);
  if (chosen === undefined || !rows) {
    const what = 'no candidate has a score on the English development rows';
    const remedy = 'Look at the trials with `stopover show`, and sweep other values.';
    throw new DataError({ where: `sweep of ${title}`, what, remedy });
  }
  const record: SweepRecord = { format: 1, key, candidates, chosen, rows };
  await saveChoice(store, record);
  return record;
}

/** Values as JSON has them. */
export const jsonOf = (fields: Candidate): SweepCandidate['fields'] => sweptFieldsSchema.parse(fields);

interface Trial {
  readonly score: number | null;
  readonly rows: SweepRecord['rows'];
}

/** What a trial's kept model scored; undefined while it is not made. */
async function scoreOf(store: Store, key: string): Promise<Trial | undefined> {
  const record = await store.find(key);
  if (!record) return undefined;
  const { outcome, stage } = record;
  const rows = outcome?.selection?.rows;
  if (!outcome || rows?.kind !== 'english') {
    const what = 'its model was not scored on English development rows, and no others may choose';
    const remedy = `Remove the folder ${store.stageFolder(key)}: the next run makes the trial again.`;
    throw new DataError({ where: `stage ${stage.title}`, what, remedy });
  }
  const { task, language, examples } = rows;
  return { score: outcome.selectionScore, rows: { task, language, examples } };
}

/** Null unless every trial has a score. */
function meanOf(trials: SweepCandidate['trials']): number | null {
  const scores = trials.flatMap(({ score }) => score ?? []);
  return scores.length === trials.length ? scores.reduce((sum, one) => sum + one, 0) / scores.length : null;
}

/** The place of the best score, the first of equals. */
function bestOf(candidates: readonly SweepCandidate[], task: ChoiceAim['task']): number | undefined {
  const worths = candidates.map(({ score }) => worthOf(task, score));
  const most = Math.max(...worths);
  return Number.isFinite(most) ? worths.indexOf(most) : undefined;
}
