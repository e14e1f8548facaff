import type { Cell } from '../records/results.ts';
import type { StageRecord } from '../records/stage-record.ts';

/**
 * What is known of the training whose model an evaluate stage scored: its losses, and what the model that was kept scored
 * on English development rows. Of a base model nothing is, and of a combination of models only what it was chosen by.
 */
export function trainingFacts(
  evaluation: string,
  records: ReadonlyMap<string, StageRecord>,
): Pick<Cell, 'losses' | 'development'> {
  const stage = records.get(evaluation)?.stage;
  if (stage?.kind !== 'evaluate' || !('stage' in stage.from)) return {};
  const record = records.get(stage.from.stage);
  const losses = record?.outcome?.losses?.means;
  const development = record && englishScore(record);
  return { ...(losses && { losses }), ...(development && { development }) };
}

/** With the task whose rows they are: of a target without training, each intermediate has been kept by rows of its own. */
function englishScore({ outcome, combination }: StageRecord): Cell['development'] {
  if (outcome) {
    const rows = outcome.selection?.rows;
    return rows?.kind === 'english' ? scoredOn(rows.task, outcome.selectionScore) : undefined;
  }
  const { chosen, weights: kept } = combination ?? {};
  const own = chosen?.candidates.find(({ weights }) => `${weights}` === `${kept}`);
  return chosen && own ? scoredOn(chosen.task, own.score) : undefined;
}

const scoredOn = (task: string, score: number | null): Cell['development'] =>
  score === null ? undefined : { task, score };
